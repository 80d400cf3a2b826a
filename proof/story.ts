/** `sarcelle story`, which is `npm start`: a service is made blue-green, deployed, switched and twice saved from a bad release, under live traffic. */
import { devNull } from "node:os";
import { type Playground, startPlayground } from "@sarcelle/playground/start";
import { versionsDocument } from "../command/questions/answers.ts";
import { eventsDocument } from "../command/questions/histories.ts";
import { exitCodeOf, runToTheEnd } from "../command/run-to-the-end.ts";
import { UsageError } from "../command/usage-error.ts";
import type { ConsoleServer } from "../console/server/serve.ts";
import { startConsole } from "../console/server/start.ts";
import { packagedTemplate } from "../scripts/packaged-template.ts";
import { systemClock } from "../src/clock.ts";
import { adminOf } from "./story/admin.ts";
import { openInBrowser } from "./story/browser.ts";
import { type Colours, coloursOn, type Narrator, narratorOn } from "./story/narrator.ts";
import { tellStory } from "./story/plot.ts";
import { brokenPromises, type Report, reportText } from "./story/report.ts";

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
/** The environment that it is about. */
const heroine = "web-live";

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

/** The page on which it is seen, in this process. */
const showOnPage = async (narrator: Narrator): Promise<ConsoleServer> => {
  const page = await startConsole({ stack: stackName, port: 0, readOnly: false });
  const address = page.address(`/${heroine}`);
  narrator.say(`See it on its page while it is told: ${address}`);
  openInBrowser(address);
  return page;
};

type EndWith = (end: () => Promise<void>) => void;

/** How it is told. */
interface Told extends Omit<Given, "speed"> {
  readonly speed: number;
}

/** Starts the playground and tells the story in it. */
const tell = async ({ speed, open }: Told, narrator: Narrator, colours: Colours, endWith: EndWith): Promise<Report> => {
  const template = await packagedTemplate(narrator.say);
  const began = systemClock.now();
  const begin = async () => {
    const playground = await startPlayground({
      ...{ port: 0, speed, seed: 1, template, stackName },
    });
    endWith(playground.stop);
    lookOnlyAt(playground);
    if (open) {
      const page = await showOnPage(narrator);
      endWith(async () => {
        await page.stop();
        await playground.stop();
      });
    }
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

/** What the command is given, as it was typed. */
interface Given {
  readonly speed: string;
  readonly open: boolean;
  readonly json: boolean;
}

const speedIn = (text: string): number => {
  const speed = text.trim() === "" ? Number.NaN : Number(text);
  if (!(speed > 0 && speed <= 1_000)) throw new UsageError(`--speed is a number above 0, up to 1000, not '${text}'.`);
  return speed;
};

/** Tells the story, and then how it ended; answers the exit code. */
const tellToTheEnd = async (told: Told, endWith: EndWith): Promise<number> => {
  const { json } = told;
  const stage = json ? process.stderr : process.stdout;
  const colours = coloursOn(stage, process.env.NO_COLOR);
  const narrator = narratorOn(stage);
  const report = await tell(told, narrator, colours, endWith).finally(narrator.end);
  const broken = brokenPromises(report);
  narrator.say(`\n${reportText(report)}\n`);
  for (const { time, url, status, error } of report.requests.failures.slice(0, 5))
    narrator.say(`failed: ${time} ${url} ${error ?? `status ${status}`}`);
  if (broken.length === 0)
    narrator.say(
      colours.green(`Every promise held: no request failed, and both bad releases were undone (${report.seconds} s).`),
    );
  else narrator.say(colours.red(["Not every promise held:", ...broken].join("\n  - ")));
  if (json) printJson(documentOf(report, broken));
  return broken.length === 0 ? 0 : 1;
};

/**
 * Tells the story in this process, which ends with it: with 0 if every promise held, with 1 if not, or with a signal's own code.
 * Throws `UsageError` before that if an option's value is none.
 */
export const storyToTheEnd = async ({ speed, open, json }: Given): Promise<never> => {
  const asked = speedIn(speed);
  const failed = (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\n`);
    if (json) printJson({ broken: [message] });
  };
  runToTheEnd((endWith) => tellToTheEnd({ speed: asked, open, json }, endWith), failed, exitCodeOf);
  return new Promise<never>(() => {});
};
