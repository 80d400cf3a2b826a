/** `npm start`: a service is made blue-green, deployed, switched and twice saved from a bad release, under live traffic. */
import { devNull } from "node:os";
import { parseArgs } from "node:util";
import { type Playground, startPlayground } from "@sarcelle/playground/start";
import { versionsDocument } from "../command/questions/answers.ts";
import { eventsDocument } from "../command/questions/histories.ts";
import { exitCodeOf, runToTheEnd } from "../command/run-to-the-end.ts";
import { packagedTemplate } from "../scripts/packaged-template.ts";
import { systemClock } from "../src/clock.ts";
import { withoutWhatIsNotYetSurvived } from "./not-yet-survived.ts";
import { adminOf } from "./story/admin.ts";
import { type Colours, coloursOn, type Narrator, narratorOn } from "./story/narrator.ts";
import { tellStory } from "./story/plot.ts";
import { brokenPromises, type Report, reportText } from "./story/report.ts";

const help = `Usage: npm start [-- options]

A service takes steady traffic while Sarcelle makes it blue-green, deploys release 2, switches to it, scales the old side down,
gives up release 3 (never healthy), and takes release 4 back (fails under traffic). All on this machine, in the playground.

Options:
  --speed N   world seconds in a real second; 10 by default
  --json      print one JSON document on stdout at the end; the story itself goes to stderr
  --help      this text

In the JSON: "seconds" is the whole story in real seconds, packaging aside; in "deployments", "seconds" are the world's and
"listenerSkewMs" the world's milliseconds between the first and the last listener turned; "transitions" are those that AWS bills.
"status" is the execution's in "deployments", the rollback's in "rollbacks" (RolledBack or RollbackFailed). "versions.idle" is null
when the idle side is empty. "inventory" is what 'sarcelle versions' and 'sarcelle history --environment' tell at the end, and in what
AWS disagrees. "broken" lists the promises that did not hold.

Exit codes: 0 every promise held, 1 not; a signal's own if one ended it.
`;

/** What --json prints: the inventory's answers as the `sarcelle` command has them in JSON. */
const documentOf = (report: Report, broken: readonly string[]) => {
  const { versions, history, disagreements } = report.inventory;
  const inventory = { versions: versionsDocument(versions), history: eventsDocument(history), disagreements };
  return { ...report, inventory, broken };
};

/** The story's limit in real seconds, at its usual speed or faster. */
const usualSpeed = 10;
const limit = 120;

const stackName = "sarcelle-live";

/**
 * The SDK clients take their endpoint from the environment. Whatever else the user's environment says of AWS must not lead them
 * anywhere else: not a profile, not an endpoint for one service.
 */
const lookOnlyAt = ({ url, region }: Playground) => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "story",
    AWS_SECRET_ACCESS_KEY: "story",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  });
};

const options = {
  speed: { type: "string", default: String(usualSpeed) },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const timeIsUp = (seconds: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(
      () => reject(new Error(`The story did not end within ${seconds} s; the last lines say what it was at.`)),
      seconds * 1_000,
    ).unref();
  });

const printJson = (document: object) => {
  process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
};

type EndWith = (end: () => Promise<void>) => void;

/** Starts the playground and tells the story in it. */
const tell = async (speed: number, narrator: Narrator, colours: Colours, endWith: EndWith): Promise<Report> => {
  const template = await packagedTemplate(narrator.say);
  const began = systemClock.now();
  const begin = async () => {
    const playground = await startPlayground({
      ...{ port: 0, speed, seed: 1, template, stackName },
      without: withoutWhatIsNotYetSurvived,
    });
    endWith(playground.stop);
    lookOnlyAt(playground);
    narrator.say(
      `A service goes blue-green, under live traffic, and meets two bad releases.
Nothing leaves this machine: AWS is the playground, at ${playground.url},
where the world runs ${speed} times as fast as the clock.`,
    );
    return tellStory({ admin: adminOf(playground.url), narrator, colours, clock: systemClock, speed, stackName });
  };
  const told = await Promise.race([begin(), timeIsUp(limit * Math.max(1, usualSpeed / speed))]);
  return { ...told, seconds: Math.round((systemClock.now() - began) / 100) / 10 };
};

const main = async (endWith: EndWith): Promise<number> => {
  const { values } = parseArgs({ options, strict: true });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const speed = Number(values.speed);
  if (!(speed > 0 && speed <= 1_000))
    throw new Error(`--speed is a number above 0, up to 1000, not '${values.speed}'.`);
  const stage = values.json ? process.stderr : process.stdout;
  const colours = coloursOn(stage, process.env.NO_COLOR);
  const narrator = narratorOn(stage);
  const report = await tell(speed, narrator, colours, endWith).finally(narrator.end);
  const broken = brokenPromises(report);
  narrator.say(`\n${reportText(report)}\n`);
  for (const { time, url, status, error } of report.requests.failures.slice(0, 5))
    narrator.say(`failed: ${time} ${url} ${error ?? `status ${status}`}`);
  if (broken.length === 0)
    narrator.say(
      colours.green(`Every promise held: no request failed, and both bad releases were undone (${report.seconds} s).`),
    );
  else narrator.say(colours.red(["Not every promise held:", ...broken].join("\n  - ")));
  if (values.json) printJson(documentOf(report, broken));
  return broken.length === 0 ? 0 : 1;
};

const failed = (error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  if (process.argv.includes("--json")) printJson({ broken: [message] });
};

runToTheEnd(main, failed, exitCodeOf);
