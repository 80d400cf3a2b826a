/** The environment that is proposed, and what of it a person may decide. */
import type { AccountAndRegion } from "../../src/aws/account.ts";
import { type AnyEnvironment, parseRegistration, placeholderPorts } from "../../src/deployment/environment.ts";
import { InvalidInput } from "../../src/errors.ts";
import type { Clients } from "../../src/resources/kinds.ts";
import { type ReachingListener, reachingGroup, registrationFor } from "../snapshot/registration.ts";
import { takeStack } from "../snapshot/take.ts";
import type { Person } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import type { Candidate, Candidates } from "./candidates.ts";
import { proposedName, proposedStage } from "./names.ts";

/** What was said with the command; what was not is asked, or taken as proposed. */
export interface Said {
  readonly fromGroup: string | undefined;
  readonly loadBalancer: string | undefined;
  readonly name: string | undefined;
  readonly stage: string | undefined;
}

/** Where the environment will be, and whom it will be beside. */
export interface Surroundings extends AccountAndRegion {
  readonly registered: readonly AnyEnvironment[];
}

/** Nothing says how long an instance takes to serve: so the usual timeout stands, unless hooks alone take longer. */
const bootSeconds = 30;

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const whereItIs = ({ instances, loadBalancers }: Candidate): string =>
  `${countOf(instances, "instance")}, behind ${loadBalancers.length === 0 ? "no load balancer" : loadBalancers.join(" and ")}`;

/** The group that is to be an environment. Throws `UsageError` if there is none, or not that one. */
export const chosenGroup = async (
  { candidates, taken }: Candidates,
  { fromGroup }: Said,
  person: Person | undefined,
): Promise<Candidate> => {
  const owner = taken.get(fromGroup ?? "");
  if (owner !== undefined)
    throw new UsageError(`Group '${fromGroup}' is of environment '${owner}' already. See: sarcelle env show ${owner}`);
  const names = candidates.map(({ name }) => name).join(", ");
  if (fromGroup !== undefined) {
    const found = candidates.find(({ name }) => name === fromGroup);
    if (found === undefined)
      throw new UsageError(
        `There is no Auto Scaling group '${fromGroup}' here. ${names === "" ? "There is none at all" : `There is: ${names}`}.`,
      );
    return found;
  }
  if (candidates.length === 0 || person === undefined)
    throw new UsageError(
      taken.size === 0
        ? "There is no Auto Scaling group in this account and region: an environment is made of one."
        : "Every Auto Scaling group here is of an environment already. See: sarcelle env list",
    );
  return person.choose(
    "Which Auto Scaling group is the service?",
    candidates.map((each) => ({ value: each, label: each.name, hint: whereItIs(each) })),
  );
};

/** The load balancer in front of it; undefined if there is none. Throws `UsageError` if nobody can say which of several. */
export const chosenLoadBalancer = async (
  { name, loadBalancers }: Candidate,
  { loadBalancer }: Said,
  person: Person | undefined,
): Promise<string | undefined> => {
  if (loadBalancer !== undefined && !loadBalancers.includes(loadBalancer))
    throw new UsageError(
      `Load balancer '${loadBalancer}' forwards to no target group of group '${name}'. Those that do: ${loadBalancers.join(", ") || "none"}.`,
    );
  const [only, ...others] = loadBalancer === undefined ? loadBalancers : [loadBalancer];
  if (others.length === 0 || only === undefined) return only;
  if (person === undefined)
    throw new UsageError(
      `Group '${name}' is behind several load balancers, and an environment has one: say which with --load-balancer: ${loadBalancers.join(", ")}.`,
    );
  const { value } = await person.choose(
    "It is behind several load balancers. Which one brings the traffic?",
    loadBalancers.map((value) => ({ value: { value }, label: value })),
  );
  return value;
};

const productionText = ({ port, priority }: ReachingListener): string =>
  priority === undefined ? `listener on port ${port}` : `rule ${priority} of the listener on port ${port}`;

const isSame =
  (one: ReachingListener) =>
  (other: ReachingListener): boolean =>
    one.port === other.port && one.priority === other.priority;

/** The listeners and rules that are meant, of those that reach the group. */
const meant = async (
  reaching: readonly ReachingListener[],
  person: Person | undefined,
): Promise<readonly ReachingListener[]> =>
  person === undefined || reaching.length < 2
    ? reaching
    : person.chooseSome(
        "Which bring its traffic? All that forward to one target group move together.",
        reaching.map((each) => ({ value: each, label: productionText(each) })),
      );

/** Ports that other environments have, or will have, on the load balancer. */
const portsOfOthers = ({ registered }: Surroundings, loadBalancer: string): readonly number[] =>
  registered.flatMap((each) => (each.sides === 2 && each.loadBalancer === loadBalancer ? placeholderPorts(each) : []));

const bare = ({ account, region }: Surroundings, group: string, name: string, stage: string) => ({
  ...{ name, account, region, stage },
  sides: 1,
  group,
});

const wrongName =
  (surroundings: Surroundings, group: string, stage: string) =>
  (name: string): string | undefined => {
    if (surroundings.registered.some((each) => each.name === name)) return `'${name}' is registered already.`;
    try {
      parseRegistration(bare(surroundings, group, name, stage), "It");
      return undefined;
    } catch (error) {
      if (error instanceof InvalidInput) return error.message;
      throw error;
    }
  };

/** Its name and stage, as said, or asked, or proposed. Throws `UsageError` for a name that it cannot have. */
const called = async (
  surroundings: Surroundings,
  candidate: Candidate,
  said: Said,
  person: Person | undefined,
): Promise<{ readonly name: string; readonly stage: string }> => {
  const stage =
    said.stage ??
    (await person?.write("Its stage?", proposedStage(candidate), (answer) =>
      answer === "" ? "A stage is some text." : undefined,
    )) ??
    proposedStage(candidate);
  const wrong = wrongName(surroundings, candidate.name, stage);
  const name =
    said.name ??
    (await person?.write("Its name?", proposedName(candidate.name, stage), wrong)) ??
    proposedName(candidate.name, stage);
  const complaint = wrong(name);
  if (complaint !== undefined) throw new UsageError(`--name ${name}: ${complaint}`);
  return { name, stage };
};

/**
 * The environment that is made of a group behind a load balancer, or of one behind none: then it has one side. Reads, and asks the person;
 * throws `UsageError` or `NotAsRegistered` where none can be made.
 */
export const draftOf = async (
  clients: Clients,
  surroundings: Surroundings,
  candidate: Candidate,
  said: Said,
  person: Person | undefined,
): Promise<AnyEnvironment> => {
  const loadBalancer = await chosenLoadBalancer(candidate, said, person);
  const group = candidate.name;
  if (loadBalancer === undefined) {
    const { name, stage } = await called(surroundings, candidate, said, person);
    return parseRegistration(bare(surroundings, group, name, stage), "The registration made of the group");
  }
  const { document } = await takeStack(clients, loadBalancer, false);
  const productions = await meant(reachingGroup(document, group), person);
  const { name, stage } = await called(surroundings, candidate, said, person);
  const taken = portsOfOthers(surroundings, loadBalancer);
  const isMeant = (each: ReachingListener) => productions.some(isSame(each));
  return registrationFor(document, surroundings, { group, bootSeconds, stage, name, taken, isMeant });
};
