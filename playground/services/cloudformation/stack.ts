import { createHash } from "node:crypto";
import type {
  ChangeSetStatus,
  ExecutionStatus,
  Change as SdkChange,
  StackStatus,
} from "@aws-sdk/client-cloudformation";
import type { ResourceEvent, StackResources } from "../../template/stack-resource.ts";
import type { StackTemplate } from "../../template/template.ts";

/** What a request says of a template and of what it is deployed with. */
export interface Request {
  /** As it was given. */
  readonly text: string;
  readonly template: unknown;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly capabilities: readonly string[];
}

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly type: "CREATE" | "UPDATE";
  readonly createdAt: number;
  readonly request: Request;
  readonly template: StackTemplate;
  readonly description: string | undefined;
  /** Whether what exists already is taken into the stack. */
  readonly importsExisting: boolean;
  readonly imported: ReadonlySet<string>;
  readonly changes: readonly SdkChange[];
  readonly status: ChangeSetStatus;
  readonly reason: string | undefined;
  readonly execution: ExecutionStatus;
  /** Resources whose names are taken, with what the validation says of them. */
  readonly conflicts: readonly { readonly logicalId: string; readonly type: string; readonly reason: string }[];
}

export interface StackEvent extends Omit<ResourceEvent, "status"> {
  readonly id: string;
  readonly status: ResourceEvent["status"] | StackStatus;
  readonly at: number;
}

/** A stack. Work on it goes on while it is asked for, so its members change. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  updatedAt: number | undefined;
  deletedAt: number | undefined;
  status: StackStatus;
  reason: string | undefined;
  /** What it was made of last; undefined in review. */
  request: Request | undefined;
  template: StackTemplate | undefined;
  outputs: Readonly<Record<string, unknown>>;
  terminationProtection: boolean;
  policy: string | undefined;
  readonly resources: StackResources;
  /** Oldest first. */
  readonly events: StackEvent[];
  /** The last event of each resource, also of those that are gone. */
  readonly lastEvents: Map<string, StackEvent>;
  readonly changeSets: Map<string, ChangeSet>;
}

/** A stack in review: nothing was made of it yet. */
export const newStack = (id: string, name: string, createdAt: number): Stack => ({
  ...{ id, name, createdAt, updatedAt: undefined, deletedAt: undefined },
  ...{ status: "REVIEW_IN_PROGRESS", reason: undefined, request: undefined, template: undefined, outputs: {} },
  ...{ terminationProtection: false, policy: undefined },
  ...{ resources: new Map(), events: [], lastEvents: new Map(), changeSets: new Map() },
});

/** Like a UUID, but without chance: what is told changes nothing of what happens. */
const eventId = (text: string): string =>
  createHash("sha256")
    .update(text)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");

const tell = (stack: Stack, now: number, event: Omit<StackEvent, "id" | "at">): void => {
  const id =
    event.type === "AWS::CloudFormation::Stack"
      ? eventId(`${stack.id} ${stack.events.length}`)
      : `${event.logicalId}-${event.status}-${new Date(now).toISOString()}`;
  const told = { ...event, id, at: now };
  stack.events.push(told);
  stack.lastEvents.set(event.logicalId, told);
};

/** Writes down what happened to a resource. */
export const tellOf = (stack: Stack, now: () => number) => (event: ResourceEvent) => tell(stack, now(), event);

/** The stack is in another state from now on, and says so. */
export const enter = (stack: Stack, now: number, status: StackStatus, reason?: string): void => {
  stack.status = status;
  stack.reason = reason;
  const event = { logicalId: stack.name, type: "AWS::CloudFormation::Stack", physicalId: stack.id, status };
  tell(stack, now, reason === undefined ? event : { ...event, reason });
};
