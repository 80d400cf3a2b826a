import { AwsError } from "../../world/aws-error.ts";
import type { HttpRequest } from "../http.ts";

/**
 * The body of a request without the frames of `aws-chunked`, by which the SDKs send streams whose checksum follows. Checksums are not
 * verified. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export const unchunked = ({ headers, body }: HttpRequest): Uint8Array => {
  if (!headers["content-encoding"]?.includes("aws-chunked")) return body;
  const parts: Uint8Array[] = [];
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; ; ) {
    const end = text.indexOf("\r\n", at);
    const size = Number.parseInt(text.toString("latin1", at, end), 16);
    if (end < 0 || Number.isNaN(size)) throw new AwsError("IncompleteBody", "The request body terminated unexpectedly");
    if (size === 0) return Buffer.concat(parts);
    parts.push(text.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
};
