import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse as parseYaml } from "yaml";

/** Thrown when the command line is wrong; printed without a stack, with what to type instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const help = `Usage: sarcelle <command> [options]

Deployments (each starts an execution of the blue-green state machine):
  upgrade   <environment>                  make a running stack blue-green; the live side is not changed
  deploy    <environment> --release FILE   put a release on the idle side
  switch    <environment>                  point all production listeners at the other side
  scaledown <environment>                  empty the idle side
  release   <environment> --release FILE   deploy, switch, bake, and with --scaledown also scaledown
  rollback  <environment>                  undo the deployment that is open, or else the last that succeeded;
                                           also goes on with a rollback that could not finish
  rollback  <environment> --resume         go on with that rollback, and with nothing else
  rollback  <environment> --accept REASON  give up that rollback: keep things as they are, and free the environment

Looking, changing nothing:
  status    <environment>                  sides, traffic, health, and the deployment that runs
  plan      <environment> <action>         the changes that an action would make: + create, - delete, ~ update
  history   <environment> [deployment]     past deployments and how they ended; or one, with each of its changes

What runs where (from the inventory, which change events keep true):
  versions                                 every environment and side: release, since when, health, who has the traffic
  inventory                                all resources; choose with --environment, --side, --release VERSION, --type
  inventory replay FILE|DIR                saved events through the collector, and what became of each
  diff      <environment> <environment>    release, image, size and settings in which they differ
  history   --environment NAME             which release reached which side, where the traffic went, and who did it
  history   --resource NAME|ID|ARN         what became of one resource, and who did it
  findings                                 what is wrong now; of one environment with --environment
  freshness                                how far the inventory can be trusted

Environments:
  env apply FILE                           register an environment from a YAML or JSON file
  env list                                 the registered environments
  env show <environment>                   one registration

Options:
  --release FILE        { version, commit, imageId, userData?, overrides? } as YAML or JSON
  --environment NAME, --side blue|green, --type TYPE, --release VERSION|COMMIT
                        what the inventory is to list, or to tell the history of
  --as-of TIME          what was true then, such as 2026-01-31T15:04:05Z; UTC unless it says otherwise
  --believed-at TIME    what the inventory said then
  --format FORMAT       table, csv, ansible or prometheus-sd
  --scaledown           with release: empty the old side after the bake
  --wait                follow the execution to its end; exit 0 only if it succeeded
  --requested-by NAME   who asks; by default the user's name
  --name NAME           the execution's name, which is the deployment's id
  --json                print one JSON document instead of text
  --stack NAME          the deployed stack; by default $SARCELLE_STACK or sarcelle-live
  --endpoint-url URL    another endpoint than AWS's, such as the playground's
  --help                this text

Examples:
  sarcelle env apply environments/web-live.yml
  sarcelle plan web-live upgrade
  sarcelle release web-live --release release.yml --scaledown --wait
  sarcelle inventory --environment web-live --type instance --as-of 2026-01-31T15:00Z

Exit codes: 0 done, 1 the deployment did not succeed, 2 the command or its input is wrong, 3 AWS could not be asked.
`;

const options = {
  release: { type: "string" },
  scaledown: { type: "boolean", default: false },
  wait: { type: "boolean", default: false },
  "requested-by": { type: "string" },
  name: { type: "string" },
  resume: { type: "boolean", default: false },
  accept: { type: "string" },
  environment: { type: "string" },
  side: { type: "string" },
  type: { type: "string" },
  "as-of": { type: "string" },
  "believed-at": { type: "string" },
  format: { type: "string" },
  resource: { type: "string" },
  json: { type: "boolean", default: false },
  stack: { type: "string" },
  "endpoint-url": { type: "string" },
  help: { type: "boolean", default: false },
} as const;

export interface Arguments {
  readonly words: readonly string[];
  readonly release: string | undefined;
  readonly scaledown: boolean;
  readonly wait: boolean;
  readonly requestedBy: string;
  readonly name: string | undefined;
  readonly resume: boolean;
  readonly accept: string | undefined;
  readonly environment: string | undefined;
  readonly side: string | undefined;
  readonly type: string | undefined;
  readonly asOf: string | undefined;
  readonly believedAt: string | undefined;
  readonly format: string | undefined;
  readonly resource: string | undefined;
  readonly json: boolean;
  readonly stack: string;
  readonly endpointUrl: string | undefined;
  readonly help: boolean;
}

/** Parses the command line; throws `UsageError` on an unknown option. */
export const parseArguments = (argv: readonly string[], env: NodeJS.ProcessEnv): Arguments => {
  const parsed = (() => {
    try {
      return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    } catch (error) {
      throw new UsageError(`${error instanceof Error ? error.message : String(error)}\nSee 'sarcelle --help'.`);
    }
  })();
  const { values, positionals } = parsed;
  return {
    words: positionals,
    release: values.release,
    scaledown: values.scaledown,
    wait: values.wait,
    requestedBy: values["requested-by"] ?? env.USER ?? "unknown",
    name: values.name,
    resume: values.resume,
    accept: values.accept,
    environment: values.environment,
    side: values.side,
    type: values.type,
    asOf: values["as-of"],
    believedAt: values["believed-at"],
    format: values.format,
    resource: values.resource,
    json: values.json,
    stack: values.stack ?? env.SARCELLE_STACK ?? "sarcelle-live",
    endpointUrl: values["endpoint-url"],
    help: values.help,
  };
};

/** Reads a YAML or JSON file; throws `UsageError` that names the file. */
export const readDocument = (file: string): unknown => {
  try {
    return parseYaml(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
};
