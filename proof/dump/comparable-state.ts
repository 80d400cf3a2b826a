/**
 * Whether two dumps of the playground (`GET /_playground/state`) show the same resources. Left out is only what no undo can bring
 * back and what nobody deployed: when things happened, who made a template, which instance it is (its id, addresses and tokens), in which of its group's
 * zones AWS put it, instances that are gone, when a recurring action is due, what an alarm says at the moment, and what is published of a side. Everything else counts, known to this file or not.
 */

type Json = unknown;
type Fields = Readonly<Record<string, Json>>;

const isFields = (value: Json): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

/** The services' own notes of when something happened. What is configured in times (`EndTime`, time-outs) is not among them. */
const isNoteOfTime = (key: string, held: Json): boolean =>
  typeof held === "number"
    ? /^(createdAt|launchedAt|configuredAt|startedAt|lastModified|since)$/.test(key)
    : key === "CreatedTime";

const timeInText = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/;
const instanceId = /\bi-[0-9a-f]{17}\b/g;
const anyInstance = "(an instance)";

const namesInstance = (value: Json): boolean => JSON.stringify(value)?.includes(anyInstance) ?? false;

const byText = (a: Json, b: Json): number => {
  const [left, right] = [JSON.stringify(a) ?? "", JSON.stringify(b) ?? ""];
  return left < right ? -1 : left > right ? 1 : 0;
};

const inAnyOrder = (value: Json): Json => (Array.isArray(value) ? value.toSorted(byText) : value);

/** Texts without the ids of instances; what is listed by instance becomes a sorted list, since any order of ids is as good. */
const anonymous = (value: Json): Json => {
  if (typeof value === "string") return value.replace(instanceId, anyInstance);
  if (Array.isArray(value)) {
    const items = value.map(anonymous);
    return items.some(namesInstance) ? items.sort(byText) : items;
  }
  if (!isFields(value)) return value;
  const fields = new Map<string, Json>();
  const listed = new Map<string, Json[]>();
  for (const [key, held] of Object.entries(value)) {
    const name = key.replace(instanceId, anyInstance);
    if (name === key) fields.set(key, anonymous(held));
    else listed.set(name, [...(listed.get(name) ?? []), anonymous(held)]);
  }
  for (const [name, items] of listed) fields.set(name, items.sort(byText));
  return Object.fromEntries(fields);
};

/** Without the moments at which things happened. The keys of tags are their owners', not the services'. */
const timeless = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(timeless);
  if (!isFields(value)) return value;
  const entries = Object.entries(value).filter(([key, held]) => !isNoteOfTime(key, held));
  return Object.fromEntries(
    entries.map(([key, held]) => {
      if (key === "tags") return [key, held];
      if (key === "SuspensionReason" && typeof held === "string") return [key, held.replace(timeInText, "(a time)")];
      return [key, timeless(held)];
    }),
  );
};

const without = (fields: Fields, ...keys: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));

/** What replaces an instance may stand in another zone of its group's. */
const withoutZones = (instances: Json): Json =>
  Array.isArray(instances)
    ? instances.map((each) => (isFields(each) ? without(each, "AvailabilityZone") : each))
    : instances;

/** What the records under `service.kind` become; undefined leaves a record out. */
const records: Readonly<Record<string, (record: Fields) => Fields | undefined>> = {
  "ec2.instance": (instance) =>
    instance.state === "terminated"
      ? undefined
      : without(
          instance,
          "privateIpAddress",
          "publicIpAddress",
          "clientToken",
          "reservationId",
          "availabilityZone",
          "subnetId",
        ),
  // A one-time action's start is configuration; a recurring one's is only the next time that it is due.
  "autoscaling.scheduledActions": (action) =>
    action.Recurrence === undefined ? action : without(action, "StartTime", "Time"),
  // AWS promises no order of these; what is taken off and put on again is listed last.
  "autoscaling.groups": (group) =>
    Object.fromEntries(
      Object.entries(group).map(([key, held]) => [
        key,
        key === "Instances"
          ? withoutZones(held)
          : key === "Tags" || key === "SuspendedProcesses"
            ? inAnyOrder(held)
            : held,
      ]),
    ),
  // What is made again is made by somebody else.
  "ec2.launch-template": ({ versions, ...template }) => ({
    ...without(template, "createdBy"),
    versions: Array.isArray(versions)
      ? versions.map((version) => (isFields(version) ? without(version, "createdBy") : version))
      : versions,
  }),
  // Which side has the traffic is published after each change, and once more in a while: it tells of a deployment, and is none of it.
  "ssm.parameters": (parameter) => (String(parameter.name).endsWith("/active-side") ? undefined : parameter),
  "monitoring.alarms": (alarm) => without(alarm, "state"),
};

const recorded = (place: string, kind: Json): Json => {
  const become = records[place];
  if (become === undefined || !isFields(kind)) return kind;
  return Object.fromEntries(
    Object.entries(kind).flatMap(([id, record]) => {
      const kept = isFields(record) ? become(record) : record;
      return kept === undefined ? [] : [[id, kept]];
    }),
  );
};

/** The dump as far as it has to be the same after an undo. */
export const comparableState = (dump: Json): Json => {
  if (!isFields(dump)) return dump;
  const services = Object.entries(dump).map(([service, kinds]) => [
    service,
    isFields(kinds)
      ? Object.fromEntries(Object.entries(kinds).map(([kind, held]) => [kind, recorded(`${service}.${kind}`, held)]))
      : kinds,
  ]);
  return anonymous(timeless(Object.fromEntries(services)));
};

const shown = (value: Json): string => {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

/** Where two values differ, one line each: the path, what was there, what is. */
export const differences = (before: Json, after: Json, path = ""): readonly string[] => {
  if (isFields(before) && isFields(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => differences(before[key], after[key], path === "" ? key : `${path}.${key}`));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item, index) => differences(item, after[index], `${path}[${index}]`));
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [`${path}: ${shown(before)} → ${shown(after)}`];
};
