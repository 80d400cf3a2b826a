import type { Surroundings } from "../../world/service.ts";
import type { Bucket } from "./bucket.ts";

/** What every operation of S3 works on. S3 is "strongly consistent": there is one view of it, the truth. */
export interface S3Context {
  readonly surroundings: Surroundings;
  readonly buckets: Map<string, Bucket>;
}
