import type { ResourceMakers } from "../../template/handlers.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Stack } from "./stack.ts";

/** What every operation of CloudFormation works on. */
export interface CloudFormationContext {
  readonly surroundings: Surroundings;
  /** The other services' calls by which resources come about. */
  readonly makers: ResourceMakers;
  /** What is in a bucket under a key. Throws AwsError. */
  readonly read: (bucket: string, key: string) => Uint8Array;
  /** The file of a function's code that is in a bucket. Throws AwsError. */
  readonly codeFile: (bucket: string, key: string) => string;
  /** Every stack that there ever was, by id, in the order of creation. */
  readonly stacks: Map<string, Stack>;
}
