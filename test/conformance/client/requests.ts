/** A request as text; `lines` are further header lines. */
export function request(method: string, path: string, ...lines: readonly string[]): string {
  return [`${method} ${path} HTTP/1.1`, "Host: test", ...lines, "", ""].join("\r\n");
}

export function get(path: string, ...lines: readonly string[]): string {
  return request("GET", path, ...lines);
}

/** A POST whose head tells the length of a body; the body is up to the test. */
export function postHead(path: string, length: number, ...lines: readonly string[]): string {
  return request("POST", path, `Content-Length: ${length}`, ...lines);
}

export function post(path: string, body: string, ...lines: readonly string[]): string {
  return postHead(path, Buffer.byteLength(body), ...lines) + body;
}
