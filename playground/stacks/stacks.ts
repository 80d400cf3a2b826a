/** The stacks of a world: built from a document, one after the other, and taken away again. */
import { DescribeListenersCommand, DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { WorldParts } from "../realm.ts";
import { AwsError } from "../world/aws-error.ts";
import { buildDocument } from "./build.ts";
import type { MadeThing, Wait } from "./builder.ts";
import { type Connection, clientsOf } from "./clients.ts";
import type { ProfilesKept } from "./make-instance-profiles.ts";
import { rehearse } from "./rehearse.ts";
import { removeMade } from "./remove.ts";
import { sampleDocument, stackSchema } from "./sample-stack.ts";
import { issuesOf, looksLikeDocument, parseDocument, refuse, type StackDocument } from "./stack-document.ts";
import { takenNames } from "./taken-names.ts";

/** A stack as it stands when its calls are done; its instances are still coming up then. */
export interface BuiltStack {
  readonly name: string;
  readonly loadBalancers: readonly {
    readonly name: string;
    readonly dnsName: string;
    readonly listeners: readonly { readonly protocol: string; readonly port: number; readonly arn: string }[];
  }[];
  readonly autoScalingGroups: readonly string[];
}

interface Remembered {
  readonly made: MadeThing[];
  state: "being built" | "there" | "left unfinished" | "being deleted";
}

/** Where and how stacks are built. */
export interface StacksParts {
  /** Does `work` with a connection to the world. */
  readonly connected: <T>(work: (connection: Connection) => Promise<T>) => Promise<T>;
  readonly region: string;
  readonly wait: Wait;
  readonly now: () => number;
  readonly profiles: ProfilesKept;
  readonly images?: WorldParts["images"];
}

/** A load balancer may be called so, and with `-https` behind it a target group. */
const namePattern = /^(?!internal-)[A-Za-z0-9][A-Za-z0-9-]{1,23}[A-Za-z0-9]$/;

const checkName = (name: string): void => {
  if (!namePattern.test(name))
    throw refuse([
      `'${name}' is no name for a stack: 3 to 25 letters, digits and hyphens, no hyphen first or last, not beginning with internal-`,
    ]);
};

const namesOf = (made: readonly MadeThing[]) => made.map(({ kind, name }) => `${kind} ${name}`).join(", ") || "nothing";

const conflict = (message: string) => new AwsError("Conflict", message, { status: 409 });

const lookAt = async (name: string, made: readonly MadeThing[], connection: Connection): Promise<BuiltStack> => {
  const { elbv2 } = clientsOf(connection);
  const loadBalancers: BuiltStack["loadBalancers"][number][] = [];
  for (const { id } of made.filter(({ kind }) => kind === "load balancer")) {
    const { LoadBalancers } = await elbv2.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [id] }));
    const listeners: { protocol: string; port: number; arn: string }[] = [];
    let Marker: string | undefined;
    do {
      const page = await elbv2.send(
        new DescribeListenersCommand({ LoadBalancerArn: id, ...(Marker === undefined ? {} : { Marker }) }),
      );
      for (const { Protocol = "", Port = 0, ListenerArn = "" } of page.Listeners ?? [])
        listeners.push({ protocol: Protocol, port: Port, arn: ListenerArn });
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    const { LoadBalancerName = "", DNSName = "" } = LoadBalancers?.[0] ?? {};
    loadBalancers.push({ name: LoadBalancerName, dnsName: DNSName, listeners });
  }
  const groups = made.filter(({ kind }) => kind === "Auto Scaling group");
  return { name, loadBalancers, autoScalingGroups: groups.map((group) => group.name) };
};

/** The document that a body is, or is short for. */
const documentIn = (name: string, body: unknown): { document: StackDocument; isGiven: boolean } => {
  if (looksLikeDocument(body)) return { document: parseDocument(body), isGiven: true };
  const options = stackSchema.safeParse(body);
  if (!options.success) throw refuse(issuesOf(options.error));
  return { document: sampleDocument(name, options.data), isGiven: false };
};

/** One list of all that is refused: what is not emulated counts most. */
const refused = (problems: readonly AwsError[]): AwsError => {
  const notEmulated = problems.some(({ name }) => name === "PlaygroundNotEmulated");
  const message = `Nothing was made, since this would be refused: ${problems.map((problem) => problem.message).join("; ")}`;
  return notEmulated
    ? new AwsError("PlaygroundNotEmulated", message, { status: 501 })
    : new AwsError("ValidationException", message);
};

type Known = Map<string, Remembered>;

const refuseTwice = (stacks: Known, name: string): void => {
  const found = stacks.get(name);
  if (found === undefined) return;
  const { made, state } = found;
  throw conflict(`The stack '${name}' is ${state}: ${namesOf(made)}. DELETE stacks/${name} takes it away.`);
};

/** Is told, instead of a refusal, of each thing that a stack has to do without. */
export type TellMissing = (missing: AwsError) => void;

const builtBy = (stacks: Known, { connected, region, wait, now, images, profiles }: StacksParts) => {
  const build = async (
    name: string,
    document: StackDocument,
    connection: Connection,
    made: MadeThing[],
    tell: TellMissing | undefined,
  ) => {
    const taken = await takenNames(document, clientsOf(connection));
    if (taken.length > 0) throw conflict(`There is already: ${taken.join(", ")}. Nothing was made.`);
    const problem = (error: AwsError) => {
      const left =
        made.length === 0
          ? "Nothing was made"
          : `Made until then: ${namesOf(made)}; DELETE stacks/${name} takes it away`;
      throw new AwsError(error.name, `${error.message.replace(/\.$/, "")}. ${left}.`, { status: error.status });
    };
    await buildDocument({ document, connection, wait, now: now(), profiles, problem: tell ?? problem }, made);
    return lookAt(name, made, connection);
  };

  return async (name: string, body: unknown, tell?: TellMissing): Promise<BuiltStack> => {
    checkName(name);
    const { document, isGiven } = documentIn(name, body);
    refuseTwice(stacks, name);
    const remembered: Remembered = { made: [], state: "being built" };
    stacks.set(name, remembered);
    try {
      // The sample stack is known to be emulated.
      const problems =
        isGiven && tell === undefined
          ? await rehearse(document, { now: now(), region, ...(images === undefined ? {} : { images }) })
          : [];
      if (problems.length > 0) throw refused(problems);
      const built = await connected((connection) => build(name, document, connection, remembered.made, tell));
      remembered.state = "there";
      return built;
    } catch (error) {
      if (remembered.made.length === 0) stacks.delete(name);
      remembered.state = "left unfinished";
      throw error;
    }
  };
};

const removedFrom =
  (stacks: Known, { connected, wait, profiles }: StacksParts) =>
  async (name: string): Promise<{ readonly name: string; readonly deleted: readonly string[] }> => {
    const found = stacks.get(name);
    if (found === undefined) {
      const there = [...stacks.keys()].join(", ") || "none";
      throw new AwsError("NotFound", `There is no stack '${name}'. There is: ${there}.`, { status: 404 });
    }
    if (found.state.startsWith("being")) throw conflict(`The stack '${name}' is ${found.state}.`);
    found.state = "being deleted";
    const deleted: string[] = [];
    const gone = (thing: MadeThing) => {
      deleted.push(`${thing.kind} ${thing.name}`);
      found.made.splice(found.made.indexOf(thing), 1);
    };
    try {
      await connected((connection) => removeMade([...found.made], clientsOf(connection), wait, profiles, gone));
      stacks.delete(name);
      return { name, deleted };
    } catch (error) {
      found.state = "left unfinished";
      throw error;
    }
  };

/** No stack yet. */
export const createStacks = (parts: StacksParts) => {
  const stacks: Known = new Map();
  return {
    /**
     * Builds a stack from AWS's describe answers, or the sample stack from its few settings. Throws AwsError: with everything that is
     * wrong with the document before anything is made, and if the stack, or something of a name in it, is there already. With `tell`
     * what cannot be made, or not whole, is told and left out.
     */
    build: builtBy(stacks, parts),
    /** Takes everything that the stack made away, and answers what that was. */
    remove: removedFrom(stacks, parts),
    /** All of them, and what each has made. */
    list: () =>
      [...stacks].map(([name, { state, made }]) => ({
        name,
        state,
        made: made.map((one) => `${one.kind} ${one.name}`),
      })),
  };
};
