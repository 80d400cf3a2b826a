/** A change in the words in which people are shown it, in a terminal and on a page: what is changed, and what of it. */
import {
  type Change,
  equal,
  type Json,
  type ResourceRef,
  type State,
  touchedAttributes,
} from "../../src/changes/change.ts";
import { listenerOfRule, placeholderId, previewId, tagsId, targetGroupArn } from "../../src/resources/described/ids.ts";
import { isRecord } from "../../src/resources/described/plain.ts";

/** The ports of listeners by their ARNs, as far as they are known: an ARN does not say it. */
export type ListenerPorts = ReadonlyMap<string, number>;

/** `web:8080`; `web/237fdfeec25f5d8a` where its port is not known. Any other text stays. */
const listenerName = (arn: string, ports: ListenerPorts): string => {
  const [, balancer, key] = /:listener\/[^/]+\/([^/]+)\/[^/]+\/([^/]+)$/.exec(arn) ?? [];
  if (balancer === undefined || key === undefined) return arn;
  const port = ports.get(arn);
  return port === undefined ? `${balancer}/${key}` : `${balancer}:${port}`;
};

const balancerName = (arn: string): string => /:loadbalancer\/[^/]+\/([^/]+)\//.exec(arn)?.[1] ?? arn;

const ruleName = (arn: string, ports: ListenerPorts): string => {
  const listener = listenerOfRule(arn);
  const name = listenerName(listener, ports);
  return name === listener ? arn : `${name} rule ${arn.slice(arn.lastIndexOf("/") + 1)}`;
};

/** Of what belongs to Elastic Load Balancing, whose names are ARNs. */
const taggedName = (id: string, ports: ListenerPorts): string => {
  if (tagsId.parse(id).service !== "elasticloadbalancing") return id;
  const group = targetGroupName(id);
  if (group !== undefined) return `target group ${group}`;
  return id.includes(":listener-rule/") ? ruleName(id, ports) : listenerName(id, ports);
};

/** A resource by what people call it: a listener as `load balancer:port`, what is named by ARN by its name; all else by its id. */
export const resourceName = ({ kind, id }: ResourceRef, ports: ListenerPorts = new Map()): string => {
  switch (kind) {
    case "listener":
      return listenerName(id, ports);
    case "listener-rule":
      return ruleName(id, ports);
    case "placeholder-listener": {
      const { loadBalancerArn, port } = placeholderId.parse(id);
      return `${balancerName(loadBalancerArn)}:${port}`;
    }
    case "preview-rule": {
      const { listenerArn, priority } = previewId.parse(id);
      return `${listenerName(listenerArn, ports)} priority ${priority}`;
    }
    case "tags":
      return taggedName(id, ports);
    default:
      return id;
  }
};

const targetGroupName = (json: Json | undefined): string | undefined =>
  typeof json === "string" && /^arn:[^:]+:elasticloadbalancing:[^:]*:[^:]*:targetgroup\//.test(json)
    ? targetGroupArn.parse(json).name
    : undefined;

/** Target groups by their names, and where traffic is forwarded to with its weights; undefined of any other value. */
export const targetGroupsInWords = (json: Json | undefined): string | undefined => {
  if (!Array.isArray(json) || json.length === 0) return targetGroupName(json);
  const names = json.map((each) => {
    const name = targetGroupName(isRecord(each) ? each.TargetGroupArn : each);
    if (name === undefined) return undefined;
    return isRecord(each) && json.length > 1 ? `${name} ${each.Weight}` : name;
  });
  return names.every((each) => each !== undefined) ? names.join(", ") : undefined;
};

/** What an attribute has before and after; of what is created or deleted there is one alone. */
export interface ToldAttribute {
  readonly name: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
  readonly only?: "from" | "to";
}

/** What fits a line; longer values are told by their members. */
const room = 96;

const lengthOf = (json: Json | undefined): number => JSON.stringify(json ?? "(absent)").length;

const membersOf = (json: Json | undefined): Readonly<Record<string, Json>> | undefined =>
  isRecord(json) || (Array.isArray(json) && json.some(isRecord)) ? (json as Readonly<Record<string, Json>>) : undefined;

/** An attribute, or where it would be long, its members that differ. */
const partsOf = (attribute: ToldAttribute): readonly ToldAttribute[] => {
  const { name, from, to, only } = attribute;
  if (equal(from, to)) return [];
  const values = only === undefined ? [from, to] : [only === "from" ? from : to];
  const length = values.reduce((sum: number, each) => sum + lengthOf(each), name.length + 2 + 3 * (values.length - 1));
  if (length <= room || values.every((each) => targetGroupsInWords(each) !== undefined)) return [attribute];
  const [before, after] = [membersOf(from), membersOf(to)];
  const isTold = only === undefined ? before !== undefined && after !== undefined : (before ?? after) !== undefined;
  if (!isTold || Array.isArray(from ?? to) !== Array.isArray(to ?? from)) return [attribute];
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return keys.flatMap((key) =>
    partsOf({ ...attribute, name: `${name}.${key}`, from: before?.[key], to: after?.[key] }),
  );
};

/** What a change touches and alters, the members of what is long each on its own; of states that were made fit to be shown, if those are given. */
export const toldAttributes = (
  change: Change,
  { before, after }: { readonly before: State | null; readonly after: State | null } = change,
): readonly ToldAttribute[] => {
  const only = change.before === null ? "to" : change.after === null ? "from" : undefined;
  return touchedAttributes(change).flatMap((name) =>
    partsOf({ name, from: before?.[name], to: after?.[name], ...(only === undefined ? {} : { only }) }),
  );
};
