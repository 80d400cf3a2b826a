import { AwsError } from "../world/aws-error.ts";
import { type Connection, clientsOf } from "./clients.ts";
import { onceFound } from "./once-found.ts";
import { type References, Undescribed, Unmade } from "./references.ts";
import type { StackDocument } from "./stack-document.ts";

/** Lets the world's time pass, in milliseconds. */
export type Wait = (milliseconds: number) => Promise<void>;

/** Something that a stack made, by the name or ARN that its deletion asks for. */
export interface MadeThing {
  readonly kind:
    | "alarm"
    | "Auto Scaling group"
    | "image"
    | "instance"
    | "instance profile"
    | "key pair"
    | "launch template"
    | "load balancer"
    | "role"
    | "security group"
    | "target group";
  readonly id: string;
  readonly name: string;
}

/** What a stack is built with. */
export interface Builder {
  readonly document: StackDocument;
  readonly references: References;
  readonly clients: ReturnType<typeof clientsOf>;
  /** Everything made so far, in order. */
  readonly made: MadeThing[];
  /** Does one thing, `what`. Then what is known by these ids of the document is there, or it never will be. */
  attempt(what: string, provides: readonly (string | undefined)[], work: () => Promise<void>): Promise<void>;
  readonly wait: Wait;
  /** A call about what was made this moment. */
  found<T>(call: () => Promise<T>): Promise<T>;
}

/** An error of building as it is told; whatever AWS said stays as it said it. */
const told = (what: string, error: unknown): AwsError => {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  if (error instanceof Undescribed) return new AwsError("ValidationException", `${what}: ${message}`);
  return new AwsError(name, `${what}: ${message}`, { status: name === "PlaygroundNotEmulated" ? 501 : 400 });
};

/** `problem` is told of what cannot be made; it may throw, and ends the building so. */
export const createBuilder = ({
  document,
  references,
  connection,
  wait,
  problem,
}: {
  readonly document: StackDocument;
  readonly references: References;
  readonly connection: Connection;
  readonly wait: Wait;
  readonly problem: (error: AwsError) => void;
}): Builder => ({
  document,
  references,
  clients: clientsOf(connection),
  made: [],
  wait,
  async attempt(what, provides, work) {
    try {
      await work();
    } catch (error) {
      for (const id of provides) references.lose(id);
      if (!(error instanceof Unmade)) problem(told(what, error));
    }
  },
  found: (call) => onceFound(call, wait),
});

/** The value that AWS always answers. */
export const answered = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`AWS answered without ${what}.`);
  return value;
};

/** Tags as they may be given: those of AWS's own are AWS's to give. */
export const ownTags = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): { Key: string; Value: string }[] =>
  tags.flatMap(({ Key, Value }) => (Key === undefined || Key.startsWith("aws:") ? [] : [{ Key, Value: Value ?? "" }]));
