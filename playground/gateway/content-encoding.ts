/** Bodies that arrive packed: SDKs compress large requests by themselves, as the service's model tells them to (CloudWatch's PutMetricData). */
import { gunzipSync } from "node:zlib";
import { AwsError, NotEmulated } from "../world/aws-error.ts";
import type { HttpRequest } from "./http.ts";

/** No service here takes more in one request; EventBridge, Lambda and Step Functions take far less. */
const largestUnpacked = 16 * 1024 * 1024;

const unzipped = (body: Uint8Array): Uint8Array => {
  try {
    return gunzipSync(body, { maxOutputLength: largestUnpacked });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw new AwsError("RequestEntityTooLarge", `The request is larger than ${largestUnpacked} bytes.`, {
        status: 413,
      });
    throw new AwsError("SerializationException", "The request body is not the gzip that its Content-Encoding says.");
  }
};

/**
 * The same request with its body as it was before it was packed. Throws AwsError for a body that is not what it is said to be, or too
 * large, and for an encoding other than gzip, the only one that SDKs send.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html
 */
export const unpacked = (request: HttpRequest): HttpRequest => {
  const { "content-encoding": encoding = "", ...headers } = request.headers;
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity") return request;
  if (name !== "gzip") throw new NotEmulated(`the content encoding '${encoding}'`);
  return { ...request, headers, body: unzipped(request.body) };
};
