/**
 * `npm run input-checks`: writes what AWS's own models say of the inputs of the operations that the playground has (what is required,
 * how long, how large, which pattern, which values), and which numbers are doubles. The models are those of botocore, which pip
 * fetches as it is set up here; the version is pinned by its hash.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { doublesOf, inputFacts, type ServiceModel } from "./input-checks/model-facts.ts";

const botocore = "botocore==1.43.11 --hash=sha256:0108b5604df5a26918936c845e1e761866ee9ea8d1c1f9358ed3c69afdc37436";

/** By signing name: the folder of the service in the playground and in botocore. DynamoDB, SNS and EC2 word their checks themselves. */
const services = [
  { name: "acm", folder: "acm", model: "acm", checked: true },
  { name: "autoscaling", folder: "autoscaling", model: "autoscaling", checked: true },
  { name: "ec2", folder: "ec2", model: "ec2", checked: false },
  { name: "elasticloadbalancing", folder: "elbv2", model: "elbv2", checked: true },
  { name: "events", folder: "eventbridge", model: "events", checked: true },
  { name: "lambda", folder: "lambda", model: "lambda", checked: true },
  { name: "monitoring", folder: "cloudwatch", model: "cloudwatch", checked: true },
  { name: "states", folder: "stepfunctions", model: "stepfunctions", checked: true },
  { name: "sts", folder: "sts", model: "sts", checked: true },
] as const;

const root = join(import.meta.dirname, "..");
const written = join(root, "playground/gateway");

/** The operations that a service's files are typed by. */
const operationsIn = (folder: string): readonly string[] => {
  const at = join(root, "playground/services", folder);
  const texts = readdirSync(at, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(at, file), "utf8"));
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/\b(\w+)CommandInput\b/g)].map(([, name = ""]) => name))),
  ].sort();
};

const newestIn = (folder: string): string => readdirSync(folder).sort().at(-1) ?? "";

const write = (file: string, value: unknown) => writeFileSync(file, `${JSON.stringify(value)}\n`);

const fetched = mkdtempSync(join(tmpdir(), "input-checks-"));
try {
  const requirements = join(fetched, "requirements.txt");
  writeFileSync(requirements, `${botocore}\n`);
  execFileSync(
    "python3",
    [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--no-deps",
      "--no-compile",
      "--require-hashes",
      "--target",
      fetched,
      "-r",
      requirements,
    ],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  const read = (model: string): ServiceModel => {
    const folder = join(fetched, "botocore/data", model);
    return JSON.parse(gunzipSync(readFileSync(join(folder, newestIn(folder), "service-2.json.gz"))).toString());
  };
  mkdirSync(join(written, "input-checks/models"), { recursive: true });
  const doubles: Record<string, unknown> = {};
  for (const { name, folder, model, checked } of services) {
    const asked = read(model);
    const operations = operationsIn(folder).filter((operation) => asked.operations[operation] !== undefined);
    doubles[name] = doublesOf(asked, operations);
    if (checked) write(join(written, "input-checks/models", `${name}.json`), inputFacts(asked, operations));
  }
  write(join(written, "doubles.json"), doubles);
} finally {
  rmSync(fetched, { recursive: true, force: true });
}
execFileSync(
  "npx",
  ["biome", "format", "--write", join(written, "input-checks/models"), join(written, "doubles.json")],
  {
    cwd: root,
    stdio: "inherit",
  },
);
