/** The three conditions of an endpoint, as an EndpointSlice has them. */
export interface Conditions {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** One entry of an EndpointSlice: a replica's address and its conditions. */
export interface Endpoint {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly conditions: Conditions;
}
