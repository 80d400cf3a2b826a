/** What differs between two environments: the release, the image, the size, the settings of what serves their traffic. */
import type { Json } from "../../src/changes/change.ts";
import type { Side } from "../../src/deployment/environment.ts";
import { parentArn } from "../../src/inventory/arn.ts";
import { type Existing, forwardsTo, isAlive, number, text } from "../../src/inventory/attributes.ts";
import { launches } from "../../src/inventory/queries/launches.ts";
import { productionOf, sharesBySide } from "../../src/inventory/queries/traffic.ts";
import { changedAttributes, flatFacts } from "./history.ts";

const aspects = ["release", "image", "size", "setting"] as const;

export interface Difference {
  readonly aspect: (typeof aspects)[number];
  /** The part of an environment that both have, or only one: `group`, `instances`, `listener 443`, … */
  readonly part: string;
  readonly attribute: string;
  /** As the first environment has it, and the second; null where it has none. */
  readonly values: readonly [Json, Json];
}

export interface EnvironmentDiff {
  readonly environments: readonly [string, string];
  /** The sides that were compared: those with the traffic. Null: the environment has no side with traffic, or no sides. */
  readonly sides: readonly [Side | null, Side | null];
  readonly differences: readonly Difference[];
}

const aspectOf: Readonly<Record<string, Difference["aspect"]>> = {
  version: "release",
  commit: "release",
  imageIds: "image",
  imageId: "image",
  instanceTypes: "size",
  instanceType: "size",
  instances: "size",
  min: "size",
  max: "size",
  desired: "size",
};

/** What each resource has of its own, or what AWS observes: no setting that two environments could share. */
const notSettings =
  /^((name|environment|side|realArn|dnsName|state|deleting|vpc|createdAt|description|listener|listeners|loadBalancer|loadBalancers|rules|targets|launchTemplate|launchTemplateVersion)$|tags\.(sarcelle:|aws:|Name$))/;

/** Ids and ARNs differ by nature: of two lists of subnets, one can only say how many they are. */
const identity = /^(arn:|(subnet|sg)-[0-9a-f]+)/;

/** A target group of weight 0 gets no traffic: it is as if it were not named. */
const isIdle = (json: Json): boolean =>
  typeof json === "object" && json !== null && "TargetGroupArn" in json && "Weight" in json && json.Weight === 0;

const withoutIdentities = (json: Json): Json => {
  if (typeof json === "string") return identity.test(json) ? "(its own)" : json;
  if (Array.isArray(json)) return (json as readonly Json[]).filter((each) => !isIdle(each)).map(withoutIdentities);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, withoutIdentities(value)]));
};

type Attributes = Readonly<Record<string, Json>>;

const settingsOf = ({ facts }: Existing): Attributes =>
  Object.fromEntries(
    Object.entries(flatFacts(facts))
      .filter(([name]) => !notSettings.test(name))
      .map(([name, value]) => [name, withoutIdentities(value)]),
  );

const distinct = (values: readonly (string | undefined)[]): Json =>
  [...new Set(values.filter((value) => value !== undefined))].sort();

/** What runs, as the instances themselves say. */
const instancesPart = (instances: readonly Existing[]): Attributes => ({
  version: distinct(instances.map(({ facts }) => facts.version)),
  commit: distinct(instances.map(({ facts }) => facts.commit)),
  imageIds: distinct(instances.map(({ facts }) => text(facts, "imageId"))),
  instanceTypes: distinct(instances.map(({ facts }) => text(facts, "instanceType"))),
  instances: instances.length,
});

const portOf = ({ facts }: Existing): string => String(number(facts, "port") ?? "?");

/** Listeners and rules by their place in front of the traffic; target groups by what forwards to them. */
const frontName = (resource: Existing, listeners: ReadonlyMap<string, Existing>): string => {
  if (resource.ref.type === "listener") return `listener ${portOf(resource)}`;
  const listener = listeners.get(parentArn(resource.ref.arn));
  const { priority } = resource.facts.details;
  return `rule ${String(priority ?? "?")} of listener ${listener === undefined ? "?" : portOf(listener)}`;
};

const namedParts = (resources: readonly Existing[], name: (resource: Existing) => string) =>
  resources.map((resource): [string, Attributes] => [name(resource), settingsOf(resource)]);

/** The side that has the most traffic; null if none has, or none has more than the other. */
const sideWithMost = (resources: readonly Existing[], environment: string): Side | null => {
  const shares = sharesBySide(resources);
  const of = (side: Side) =>
    (shares.get(`${environment}/${side}`) ?? []).reduce((sum, { percent }) => sum + percent, 0);
  if (of("blue") === of("green")) return null;
  return of("blue") > of("green") ? "blue" : "green";
};

/** The environment as parts with attributes, of the side with the most traffic. */
const partsOf = (resources: readonly Existing[], environment: string) => {
  const own = resources.filter(({ facts }) => facts.environment === environment);
  const side = sideWithMost(resources, environment);
  const ofSide = own.filter(({ facts }) => side === null || facts.side === side);
  const ofType = (type: string) => ofSide.filter(({ ref }) => ref.type === type);

  const targetGroups = ofType("target-group");
  const arns = new Set(targetGroups.map(({ ref }) => ref.arn));
  const production = productionOf(resources);
  const listeners = new Map(
    production.filter(({ ref }) => ref.type === "listener").map((each) => [each.ref.arn, each]),
  );
  const fronts = production.filter((each) => forwardsTo(each).some((arn) => arns.has(arn)));
  const ownBalancers = new Set(
    fronts.map(({ ref }) => (ref.type === "listener-rule" ? parentArn(parentArn(ref.arn)) : parentArn(ref.arn))),
  );
  const groups = ofType("auto-scaling-group");
  const launched = launches(resources);

  const parts = new Map([
    ["instances", instancesPart(ofType("instance").filter(isAlive))],
    ...namedParts(groups, () => "group"),
    ...namedParts(
      groups.flatMap(({ ref }) => launched.get(ref.arn) ?? []),
      () => "launch template",
    ),
    ...namedParts(targetGroups, ({ ref, facts }) => {
      const front = fronts.find((each) => forwardsTo(each).includes(ref.arn));
      return `target group of ${front === undefined ? facts.name : frontName(front, listeners)}`;
    }),
    ...namedParts(fronts, (each) => frontName(each, listeners)),
    ...namedParts(
      resources.filter(({ ref }) => ownBalancers.has(ref.arn)),
      () => "load balancer",
    ),
  ]);
  return { side, parts };
};

/** Compares the sides with the traffic of two environments, part by part. */
export const diff = (resources: readonly Existing[], first: string, second: string): EnvironmentDiff => {
  const a = partsOf(resources, first);
  const b = partsOf(resources, second);
  const found = [...new Set([...a.parts.keys(), ...b.parts.keys()])].flatMap((part) => {
    const ofA = a.parts.get(part);
    const ofB = b.parts.get(part);
    if (ofA === undefined || ofB === undefined)
      return [
        { aspect: "setting", part, attribute: "exists", values: [ofA !== undefined, ofB !== undefined] } as const,
      ];
    return Object.entries(changedAttributes(ofA, ofB)).map(
      ([attribute, values]): Difference => ({ aspect: aspectOf[attribute] ?? "setting", part, attribute, values }),
    );
  });
  return {
    environments: [first, second],
    sides: [a.side, b.side],
    differences: found.toSorted((x, y) => aspects.indexOf(x.aspect) - aspects.indexOf(y.aspect)),
  };
};
