import { code, markdownTable, referencePage } from "./markdown.ts";
import { filesUnder, textOf, yamlOf } from "./sources.ts";

/** Sarcelle's own events, all of the source `sarcelle`: what each tells. */
export const ownEvents: Readonly<Record<string, string>> = {
  "Sarcelle Resources Changed":
    "a deployment or a rollback changed these resources; the inventory looks at them at once",
  "Sarcelle Finding":
    "a finding opened, changed its level or closed; `detail` is [the finding](../finding.schema.json)",
  "Sarcelle Deployment State Change":
    "something became of a deployment; `detail` is [what](../deployment-event.schema.json)",
  "Sarcelle Deployment Progressed": "there may be something to tell of a deployment; whoever tells looks at once",
  "Sarcelle Environments Reported":
    "what an installation's environments run now, for [its hub](../inventory.md#several-accounts-and-regions), if it has one",
  "Sarcelle Look Again": "inside the inventory's queue only: what did not show yet is to be looked at once more",
  "Sarcelle Sweep Goes On": "a part of the inventory's sweep is over that is not the last: the next one begins",
};

interface Pattern {
  readonly source?: readonly string[];
  readonly "detail-type"?: readonly (string | { readonly prefix: string })[];
  readonly detail?: { readonly eventName?: readonly string[] };
}

interface Heard {
  readonly by: string;
  readonly says: string;
  readonly pattern: Pattern;
}

interface Rule {
  readonly Type: string;
  readonly Properties: { readonly Description?: string; readonly EventPattern?: Pattern };
}

interface Fn {
  readonly description?: string;
  readonly events?: readonly { readonly eventBridge?: { readonly pattern?: Pattern } }[];
}

/** Every pattern of events that something of the deployed stack listens to. */
const heard = (): readonly Heard[] => {
  const rules = filesUnder("infrastructure", ".yml").flatMap((file) =>
    Object.entries((yamlOf(file) as { readonly Resources: Readonly<Record<string, Rule>> }).Resources).flatMap(
      ([by, { Properties }]) =>
        Properties.EventPattern === undefined
          ? []
          : [{ by, says: Properties.Description ?? "", pattern: Properties.EventPattern }],
    ),
  );
  const functions = filesUnder("functions", ".yml").flatMap((file) =>
    Object.entries(yamlOf(file) as Readonly<Record<string, Fn>>).flatMap(([by, { description = "", events = [] }]) =>
      events.flatMap(({ eventBridge }) =>
        eventBridge?.pattern === undefined ? [] : [{ by, says: description, pattern: eventBridge.pattern }],
      ),
    ),
  );
  return [...rules, ...functions];
};

const typesOf = ({ "detail-type": types = [] }: Pattern): readonly string[] =>
  types.map((type) => (typeof type === "string" ? type : `${type.prefix} …`));

/** The detail types that the deployed stack listens to, each once. */
const heardTypes = (): readonly string[] => [...new Set(heard().flatMap(({ pattern }) => typesOf(pattern)))].sort();

/** The detail types of Sarcelle's own that the sources name or something listens to, each once. */
export const namedEvents = (): readonly string[] => {
  const sources = [...filesUnder("src", ".ts"), ...filesUnder("command", ".ts")];
  const told = sources.flatMap((file) =>
    [...textOf(file).matchAll(/"(Sarcelle [A-Z][A-Za-z ]+)"/g)].map(([, name = ""]) => name),
  );
  return [...new Set([...told, ...heardTypes().filter((type) => type.startsWith("Sarcelle "))])].sort();
};

/** Every event that Sarcelle tells or hears. */
export const eventsPage = (): string => {
  const calls = heard().flatMap(({ pattern }) => pattern.detail?.eventName ?? []);
  return referencePage(
    "Events",
    "What Sarcelle tells, and what it hears, on the account's default event bus.",
    "`infrastructure/`, `functions/*.yml` and `scripts/reference/events.ts`",
    "## Told",
    markdownTable(
      ["event", "tells that"],
      namedEvents().map((name) => [code(name), ownEvents[name] ?? ""]),
    ),
    "## Heard",
    markdownTable(
      ["event", "of", "heard by", "what for"],
      heard().flatMap(({ by, says, pattern }) =>
        typesOf(pattern).map((type) => [code(type), (pattern.source ?? []).map(code).join(", "), code(by), says]),
      ),
    ),
    "## API calls",
    `Heard through CloudTrail: ${calls.map(code).join(", ")}.`,
  );
};
