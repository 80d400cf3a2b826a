/** An HTTP request as the gateway takes it: from a socket, or from an SDK's request handler in the same process. */
export interface HttpRequest {
  readonly method: string;
  /** The path with its query string. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
