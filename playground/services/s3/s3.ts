import type { Service, Surroundings } from "../../world/service.ts";
import type { S3Context } from "./context.ts";
import { objectAt } from "./lookup.ts";
import { s3Operations } from "./operations.ts";

export interface S3 extends Service {
  /** What is stored under a key. Throws AwsError. */
  read(bucket: string, key: string): Uint8Array;
}

/** Amazon S3: buckets and objects in memory. */
export const createS3 = (surroundings: Surroundings): S3 => {
  const s3: S3Context = { surroundings, buckets: new Map() };
  return {
    name: "s3",
    operations: s3Operations(s3),
    read: (bucket, key) => objectAt(s3, bucket, key).body,
    state: () => ({
      buckets: Object.fromEntries(
        [...s3.buckets].map(([name, { objects, configuration }]) => [
          name,
          { objects: [...objects.keys()].toSorted(), ...Object.fromEntries(configuration) },
        ]),
      ),
    }),
  };
};
