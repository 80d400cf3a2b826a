/**
 * `npm run acceptance`: for whoever has an AWS account. Builds a small service in it, installs Sarcelle beside it, tells the story with its
 * promises, records each call and its answer, and takes everything away again.
 */
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { STSClient } from "@aws-sdk/client-sts";
import { copyOfTemplate } from "../scripts/packaged-template.ts";
import { whereCallerIs } from "../src/aws/account.ts";
import { isoTime, systemClock } from "../src/clock.ts";
import { runAcceptance, tellLeft } from "./acceptance/accept.ts";
import { clientsOf } from "./acceptance/clients.ts";
import { differencesBetween } from "./acceptance/compare.ts";
import { dollars, trialCost } from "./acceptance/cost.ts";
import { acceptInPlayground } from "./acceptance/in-the-playground.ts";
import { createRecorder, readRecording } from "./acceptance/recorder.ts";
import { removeAll } from "./acceptance/removal.ts";
import type { Trial } from "./acceptance/trial.ts";
import { usersHere } from "./acceptance/users.ts";

const help = `Usage: npm run acceptance -- --account ID [--yes] [--vpc ID] [--record DIR]
       npm run acceptance -- --account ID --remove
       npm run acceptance -- --compare DIR

In the account and region of your credentials (AWS_PROFILE, AWS_REGION): builds a load balancer with two small instances, installs
Sarcelle under a name of its own, upgrades, releases, switches back, meets a bad release, retires, and takes everything away again.
It takes about 50 minutes and costs at most ${dollars(trialCost(1))}. Nothing that is there already is touched.

  --account ID   the account that you mean: it has to be that of your credentials
  --yes          do not ask before spending
  --vpc ID       a VPC with public subnets in two zones; by default the account's default VPC
  --record DIR   where the calls and answers are written; by default acceptance/<time>. Account, names, addresses and secrets in
                 them are replaced
  --remove       take away what a run left that could not end
  --compare DIR  hold a recording against what the playground answers in the same story, and print every difference. Needs no account

Exit codes: 0 every promise held, or no difference; 1 one did not, or there are differences; 2 the command is wrong, or it was not begun;
3 something is left that costs money: it says what, and how it is taken away. Ctrl-C ends it early, and takes everything away.
`;

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Thrown where nothing has been done, and nothing will be. */
class NotBegun extends Error {}

const options = {
  account: { type: "string" },
  yes: { type: "boolean", default: false },
  vpc: { type: "string" },
  record: { type: "string" },
  remove: { type: "boolean", default: false },
  compare: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

const given = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new NotBegun(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  }
};

type Given = ReturnType<typeof given>;

const compare = async (folder: string): Promise<number> => {
  const recorded = readRecording(folder);
  print(`${recorded.length} calls were recorded. Telling the same story to the playground …`);
  const told = await acceptInPlayground(await copyOfTemplate(print));
  await told.world.stop();
  if (told.broken.length > 0) throw new Error(`The story does not hold in the playground: ${told.broken.join("; ")}`);
  const found = differencesBetween(recorded, told.calls);
  for (const line of found) print(line);
  print(found.length === 0 ? "The playground answers as AWS did." : `${found.length} differences.`);
  return found.length === 0 ? 0 : 1;
};

/** The first signal ends the run, which takes everything away; from then on more of them change nothing. */
const endingBySignal = (): AbortSignal => {
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      print(
        ending.signal.aborted
          ? "Still taking everything away: ended now, instances would go on running. (kill -9, and then --remove, if it must be.)"
          : "Ending. Everything is taken away first …",
      );
      ending.abort();
    });
  return ending.signal;
};

const agreed = async ({ yes }: Given, account: string, region: string): Promise<boolean> => {
  const words = `In account ${account}, region ${region}: a load balancer and up to four instances for about 50 minutes, at most ${dollars(trialCost(1))}.`;
  print(words);
  if (yes) return true;
  if (!process.stdin.isTTY) throw new NotBegun("Nobody is there to be asked. Say --yes.");
  const asked = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asked.question("Go ahead? Type yes: ");
  asked.close();
  return answer.trim() === "yes";
};

/** The account that is meant, and that of the credentials, which have to be the same. */
const begin = async ({ account: meant }: Given, template: string) => {
  // Not recorded: who asks is nobody's business.
  const { account, region, caller } = await whereCallerIs(new STSClient({})).catch((error: unknown) => {
    throw new NotBegun(
      `AWS does not say whose credentials these are: ${error instanceof Error ? error.message : String(error)}. Set AWS_PROFILE and AWS_REGION.`,
    );
  });
  if (meant !== account)
    throw new NotBegun(
      `Your credentials are of account ${account}, in region ${region}, as ${caller}. ${
        meant === undefined ? `If you mean it, say --account ${account}.` : `You said --account ${meant}.`
      }`,
    );
  const recorder = createRecorder();
  recorder.hide(caller, "arn:aws:iam::123456789012:user/operator");
  recorder.hide(account, "123456789012");
  const trial: Trial = {
    ...{ account, region, clients: clientsOf({}, recorder), template },
    clock: systemClock,
    users: usersHere(),
    say: print,
    ending: endingBySignal(),
  };
  return { recorder, trial };
};

const run = async (asked: Given): Promise<number> => {
  const { recorder, trial } = await begin(asked, asked.remove ? "" : await copyOfTemplate(print));
  if (asked.remove) {
    const left = await removeAll(trial);
    tellLeft(trial, left);
    return left.length === 0 ? 0 : 3;
  }
  if (!(await agreed(asked, trial.account, trial.region))) throw new NotBegun("Nothing was made.");
  const folder = asked.record ?? join("acceptance", isoTime(trial.clock.now()).replace(/[-:]|\.\d+/g, ""));
  const { broken, left } = await runAcceptance(trial, asked.vpc).finally(() => recorder.write(folder));
  print(
    `${recorder.calls.length} calls and their answers are in ${folder}; hold them against the playground with --compare ${folder}.`,
  );
  if (left.length > 0) return 3;
  print(broken.length === 0 ? "Every promise held." : "Not every promise held.");
  return broken.length === 0 ? 0 : 1;
};

const main = async (): Promise<number> => {
  const asked = given();
  if (asked.help) {
    process.stdout.write(help);
    return 0;
  }
  return asked.compare === undefined ? run(asked) : compare(asked.compare);
};

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return error instanceof NotBegun ? 2 : 1;
});
process.exit();
