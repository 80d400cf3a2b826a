/** `sarcelle playground`: AWS as far as Sarcelle needs it, on this machine, until Ctrl-C. */
import { type Playground, type PlaygroundOptions, startPlayground } from "@sarcelle/playground/start";
import { type Trait, traitNames } from "@sarcelle/playground/traits";
import { tellOfMishap } from "@sarcelle/playground/wall-clock";
import type { ConsoleServer } from "../console/server/serve.ts";
import { startConsole } from "../console/server/start.ts";
import { packagedTemplate } from "../scripts/packaged-template.ts";
import { exampleSeenFrom, sarcelle } from "./as-typed.ts";
import { connectBy } from "./connection.ts";
import { portTyped } from "./port.ts";
import { runToTheEnd } from "./run-to-the-end.ts";
import { UsageError } from "./usage-error.ts";

/** What the command is given, as it was typed. */
interface Given {
  readonly port: string;
  readonly speed: string;
  readonly seed: string;
  readonly pages: string;
  readonly without: string;
  readonly images: string | undefined;
  readonly template: string | undefined;
}

const number = (name: string, text: string, fits: (value: number) => boolean, expected: string): number => {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!fits(value)) throw new UsageError(`--${name} is ${expected}, not '${text}'.`);
  return value;
};

/** The traits named in a list; throws `UsageError` for a name that is none. */
const traitsIn = (text: string): readonly Trait[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((name) => {
      const trait = traitNames.find((each) => each === name);
      if (trait === undefined) throw new UsageError(`--without is some of ${traitNames.join(", ")}, not '${name}'.`);
      return trait;
    });

const pagesIn = (text: string): "small" | "aws" => {
  if (text === "small" || text === "aws") return text;
  throw new UsageError(`--pages is small or aws, not '${text}'.`);
};

const welcome = ({ url, account, region }: Playground, speed: number, page: string) => `The playground is up: ${url}
  account ${account}, region ${region}, ${speed} world second${speed === 1 ? "" : "s"} in a real second

On a page, to watch and to steer:
  ${page}

In another terminal:
  export AWS_ENDPOINT_URL=${url} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
  export AWS_ACCESS_KEY_ID=playground AWS_SECRET_ACCESS_KEY=playground

A service as it stands before Sarcelle, under traffic:
  curl -X POST ${url}/_playground/stacks/web
  curl -X POST ${url}/_playground/traffic -d '{ "loadBalancer": "web", "ports": [8080, 8443] }'

Sarcelle:
  ${sarcelle} env apply ${exampleSeenFrom(process.cwd(), "web-live.yml")}
  ${sarcelle} upgrade web-live --wait
  ${sarcelle} release web-live --release ${exampleSeenFrom(process.cwd(), "release-2.yml")} --wait
  ${sarcelle} status web-live

AWS itself:
  aws --endpoint-url ${url} elbv2 describe-load-balancers
  aws --endpoint-url ${url} autoscaling describe-auto-scaling-groups
  aws --endpoint-url ${url} stepfunctions list-state-machines

What happened, and what to break:
  curl ${url}/_playground/traffic
  curl '${url}/_playground/calls?operation=ModifyListener'
  curl ${url}/_playground/state
  curl -X POST ${url}/_playground/faults -d '{ "target": "elasticloadbalancing:ModifyListener", "fault": "throttle", "times": 1 }'

Ctrl-C ends it. What the functions write follows.
`;

const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { readonly port?: number };
  return code === "EADDRINUSE"
    ? `Port ${port} is in use, perhaps by another playground. Choose another with --port N, or a free one with --port 0.`
    : error.message;
};

const failed = (error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
};

const settingsOf = (given: Given) => ({
  ...(given.images === undefined ? {} : { images: given.images }),
  port: portTyped(given.port),
  seed: number("seed", given.seed, Number.isSafeInteger, "a whole number"),
  speed: number("speed", given.speed, (value) => value > 0 && value <= 1_000, "a number above 0, up to 1000"),
  pages: pagesIn(given.pages),
  without: traitsIn(given.without),
});

const log: NonNullable<PlaygroundOptions["log"]> = ({ functionName, level, message }) => {
  // Lambda's report on each invocation is not the function's own.
  if (level !== "REPORT") process.stdout.write(`${functionName}: ${message.trimEnd()}\n`);
};

const toldOfThePace = (line: string) => {
  process.stderr.write(`${line}\n`);
};

/** The console of what is deployed in the playground, in this process, which asks nobody else of AWS. */
const consoleIn = async ({ url, region }: Playground): Promise<ConsoleServer> => {
  connectBy({ endpointUrl: url, region }, process.env);
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "playground", AWS_SECRET_ACCESS_KEY: "playground" });
  // Either would be asked before those.
  delete process.env.AWS_PROFILE;
  delete process.env.AWS_SESSION_TOKEN;
  return startConsole({ stack: "sarcelle-live", port: 0, readOnly: false });
};

/**
 * Starts a playground and keeps it until a signal, whatever else happens: the process ends with it, so nothing is ever answered.
 * Throws `UsageError` before that if an option's value is none.
 */
export const servePlayground = async (given: Given): Promise<never> => {
  const settings = settingsOf(given);
  const main = async (endWith: (end: () => Promise<void>) => void): Promise<number> => {
    const template = given.template ?? (await packagedTemplate((line) => process.stderr.write(`${line}\n`)));
    const playground = await startPlayground({ ...settings, log, tell: toldOfThePace, template });
    endWith(playground.stop);
    const server = await consoleIn(playground);
    endWith(async () => {
      await server.stop();
      await playground.stop();
    });
    process.stdout.write(welcome(playground, settings.speed, server.address()));
    // From here on it is the playground that lives, until a signal: a promise that nobody awaits does not end it either.
    process.on("uncaughtException", tellOfMishap);
    return new Promise<never>(() => {});
  };
  // To be told to end is how a playground ends.
  runToTheEnd(main, failed, () => 0);
  return new Promise<never>(() => {});
};
