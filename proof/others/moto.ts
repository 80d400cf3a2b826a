/** `npm run others:moto`: moto's tests that its authors verified on AWS, run against the playground as they were against AWS. */
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { startPlayground } from "@sarcelle/playground/start";
import { type Attempt, exitCodeFor, told } from "./attempts.ts";
import { inWorkshop, pointedAt, type Workshop } from "./workshop.ts";

const help = `Usage: npm run others:moto [-- options] [SERVICE …]

Fetches moto's source with its tests, and runs those that are marked as verified on AWS, for every service that the playground has or
those that are named. Expectations are never changed; proof/others/moto/verified.py says what is made up of the scene.

Options:
  --speed N  world seconds in a real second; 50 by default
  --help     this text

Exit codes: 0 nothing is wrong, 1 something is.
`;

const version = "5.2.5";
const packages = [
  `moto[all,server]==${version}`,
  "boto3==1.44.8",
  "pytest==8.4.2",
  "pytest-timeout==2.4.0",
  "sure==2.0.1",
  "freezegun==1.5.5",
];

/** The folders of tests, after `test_`. */
const services = [
  ...[
    "dynamodb",
    "ec2",
    "autoscaling",
    "elbv2",
    "stepfunctions",
    "sqs",
    "sns",
    "events",
    "awslambda",
    "cloudwatch",
    "acm",
  ],
  "sts",
];

/** moto's tests are in its source package only. */
const fetchTests = async ({ folder, must }: Workshop, programs: string): Promise<string> => {
  const from = ["--no-deps", "--no-binary", ":all:", "-d", folder, `moto==${version}`];
  await must(join(programs, "pip"), ["download", "-q", "--disable-pip-version-check", ...from]);
  await must("tar", ["xzf", `moto-${version}.tar.gz`]);
  return join(folder, `moto-${version}`);
};

type Outcomes = Readonly<Record<string, Pick<Attempt, "kind" | "reason">>>;

const attemptsOf = (outcomes: Outcomes): readonly Attempt[] =>
  Object.entries(outcomes).map(([name, { kind, reason }]) => {
    const group = /^tests\/test_([^/]*)/.exec(name)?.[1] ?? name;
    return { group, name: name.replace("tests/", ""), kind, reason };
  });

/** Runs the tests in a world of their own, and reads what the plugin noted of each. */
const runTests = async (workshop: Workshop, asked: readonly string[], speed: number): Promise<readonly Attempt[]> => {
  const programs = await workshop.python("python", packages);
  const tests = await fetchTests(workshop, programs);
  const images = join(import.meta.dirname, "moto", "images.json");
  const playground = await startPlayground({ port: 0, speed, seed: 1, pages: "aws", images, tell: console.error });
  try {
    const verdicts = join(workshop.folder, "verdicts.json");
    const options = ["-q", "-p", "verified", "-p", "no:cacheprovider", "-m", "aws_verified", "--timeout", "300"];
    const { output } = await workshop.run(
      join(programs, "python"),
      ["-m", "pytest", ...options, ...asked.map((service) => `tests/test_${service}`)],
      {
        cwd: tests,
        env: {
          ...pointedAt(playground.url, "us-east-1"),
          MOTO_TEST_ALLOW_AWS_REQUEST: "true",
          PLAYGROUND_SPEED: String(speed),
          PYTHONPATH: [import.meta.dirname, join(import.meta.dirname, "moto")].join(delimiter),
          PYTHONDONTWRITEBYTECODE: "1",
          VERDICTS: verdicts,
        },
      },
    );
    const outcomes: Outcomes = JSON.parse(
      await readFile(verdicts, "utf8").catch(() => Promise.reject(new Error(`pytest told nothing:\n${output}`))),
    );
    return attemptsOf(outcomes);
  } finally {
    await playground.stop();
  }
};

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    options: { speed: { type: "string", default: "50" }, help: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const asked = positionals.length > 0 ? positionals : services;
  const attempts = await inWorkshop((workshop) => runTests(workshop, asked, Number(values.speed)));
  console.log(told(attempts));
  return exitCodeFor(attempts);
};

process.exitCode = await main();
