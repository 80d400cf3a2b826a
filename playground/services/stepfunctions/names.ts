import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import type { Surroundings } from "../../world/service.ts";

type Account = Pick<Surroundings, "account" | "region">;

/** The ARN of a state machine, which need not exist. */
export const stateMachineArn = ({ account, region }: Account, name: string): string =>
  `arn:aws:states:${region}:${account}:stateMachine:${name}`;

/** The ARN of an execution, which need not exist. */
export const executionArn = ({ account, region }: Account, stateMachine: string, name: string): string =>
  `arn:aws:states:${region}:${account}:execution:${stateMachine}:${name}`;

// CreateStateMachine and StartExecution: "A name must not contain: white space, brackets < > { } [ ], wildcard characters ? *,
// special characters " # % \ ^ | ~ ` $ & , ; : /, control characters (U+0000-001F, U+007F-009F, U+FFFE-FFFF), surrogates".
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\uFFFE\uFFFF\p{Cs}\u{10FFFF}]/u;

/** Throws InvalidName unless a state machine or an execution may be called so. */
export const checkStatesName = (name: string): void => {
  checkLength("name", name, 1, 80);
  if (forbidden.test(name)) throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
};

/** Throws InvalidArn unless the text is the ARN of a resource of this type. */
export const checkArn = (arn: string, type: "stateMachine" | "execution"): void => {
  checkLength("arn", arn, 1, 256);
  const [prefix, partition, service, , , resourceType, name, ...rest] = arn.split(":");
  if (prefix !== "arn" || partition === undefined || service !== "states" || name === undefined) {
    throw new AwsError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  }
  if (resourceType !== type) {
    throw new AwsError("InvalidArn", `Invalid Arn: 'Resource type not valid in this context: ${resourceType}'`);
  }
  if (type === "stateMachine" && rest.length > 0) throw new NotEmulated("versions and aliases of state machines");
};

/** Throws the ValidationException of a member whose length is out of bounds. */
export const checkLength = (member: string, value: string, least: number, most: number): void => {
  // AWS measures payloads in bytes of UTF-8, names in characters; the two differ only in texts that names cannot hold.
  const length = Buffer.byteLength(value);
  if (length < least) throw constraint(member, value, `Member must have length greater than or equal to ${least}`);
  if (length > most) throw constraint(member, value, `Member must have length less than or equal to ${most}`);
};

/** Throws the ValidationException of a number that is out of bounds. */
export const checkRange = (member: string, value: number | undefined, least: number, most: number): void => {
  if (value === undefined) return;
  if (value < least)
    throw constraint(member, String(value), `Member must have value greater than or equal to ${least}`);
  if (value > most) throw constraint(member, String(value), `Member must have value less than or equal to ${most}`);
};

/** Throws the ValidationException of a value outside its enumeration. */
export const checkEnum = (member: string, value: string | undefined, allowed: readonly string[]): void => {
  if (value === undefined || allowed.includes(value)) return;
  throw constraint(member, value, `Member must satisfy enum value set: [${allowed.join(", ")}]`);
};

const constraint = (member: string, value: string, rule: string) =>
  new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${value.length > 1000 ? `${value.slice(0, 1000)}…` : value}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
