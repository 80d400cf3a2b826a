/** What a registration says of the function that knows whether a cluster is whole. */
import * as z from "zod";
import { defaults } from "./defaults.ts";
import { functionName } from "./hook.ts";
import { strictObject } from "./schema.ts";

/** An instance waits for two hours at most without anybody's word. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html */
const longestHeartbeatSeconds = 7_200;

/** So much later than we AWS gives an instance up that waits, in seconds: only where nobody of ours is left to do so. */
export const graceSeconds = 300;

export const clusterHookSchema = strictObject({
  function: functionName,
  /** How long one instance may wait until it may join, or leave, in seconds. */
  timeout: z
    .int()
    .min(60)
    .max(longestHeartbeatSeconds - graceSeconds)
    .default(defaults.hookTimeoutSeconds),
});

export type ClusterHook = Readonly<z.infer<typeof clusterHookSchema>>;
