/** What a deployed stack is made of, as `sarcelle doctor` looks for it: names without the stack's own, from the files that are deployed. */
import { isRecord } from "../../src/resources/described/plain.ts";
import { filesUnder, yamlOf } from "./sources.ts";

const own = /^\$\{self:service\}-\$\{self:provider\.stage\}-?/;

const recordsIn = (folder: string): readonly (readonly [string, Readonly<Record<string, unknown>>])[] =>
  filesUnder(folder, ".yml").flatMap((path) => {
    const file = yamlOf(path);
    const held = isRecord(file) && isRecord(file.Resources) ? file.Resources : file;
    return Object.entries(isRecord(held) ? held : {}).flatMap(([key, value]) =>
      isRecord(value) ? [[key, value] as const] : [],
    );
  });

/**
 * What starts a function, as the packaging names the rule: one on a schedule by its number among the schedules, with a random end; any
 * other by its number among all events.
 */
const rulesOf = ([key, { events }]: ReturnType<typeof recordsIn>[number]): readonly string[] => {
  const all = (Array.isArray(events) ? events : []).filter(isRecord);
  const schedules = all.filter(({ schedule }) => schedule !== undefined);
  return all.flatMap((event, index) => {
    if (event.schedule !== undefined)
      return [`${key.charAt(0).toUpperCase()}${key.slice(1)}EventsRuleSchedule${schedules.indexOf(event) + 1}-`];
    const { eventBridge } = event;
    // What is only there for whoever asks for it is missed by nobody.
    return !isRecord(eventBridge) || eventBridge.enabled !== undefined ? [] : [`${key}-rule-${index + 1}`];
  });
};

const takes = ([, { events }]: ReturnType<typeof recordsIn>[number]): boolean =>
  Array.isArray(events) && events.some((event) => isRecord(event) && event.sqs !== undefined);

/** Not what stands there under a condition only. */
const namedIn = (type: string, property: string): readonly string[] =>
  recordsIn("infrastructure").flatMap(([, { Type, Condition, Properties }]) =>
    Type === type && Condition === undefined && isRecord(Properties)
      ? [String(Properties[property]).replace(own, "")]
      : [],
  );

/** By kind, each in the order of its file. */
export const deployedParts = () => {
  const functions = recordsIn("functions");
  return {
    functions: functions.map(([key]) => key),
    rules: [...functions.flatMap(rulesOf), ...namedIn("AWS::Events::Rule", "Name")],
    /** The functions that take from a queue. */
    taking: functions.filter(takes).map(([key]) => key),
  };
};
