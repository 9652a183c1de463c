import type { Kind } from "./client.ts";
import { eventStreamKinds } from "./event-stream.ts";
import { http2Kinds } from "./http2.ts";
import { pipelineKind } from "./pipeline.ts";
import { plainKinds } from "./plain.ts";
import { undiciKind } from "./undici.ts";
import { uploadKind } from "./upload.ts";
import { webSocketKind } from "./web-socket.ts";

/** Every kind of client that there is. */
export const kinds: readonly Kind[] = [
  ...plainKinds,
  pipelineKind,
  uploadKind,
  undiciKind,
  ...http2Kinds,
  webSocketKind,
  ...eventStreamKinds,
];
