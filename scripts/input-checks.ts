/**
 * `npm run input-checks`: writes what AWS's own models say of inputs (what is required,
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

/** By signing name, the service's folder in botocore. DynamoDB, SNS and EC2 word their checks themselves. */
const services = [
  { name: "acm", model: "acm", checked: true },
  { name: "autoscaling", model: "autoscaling", checked: true },
  { name: "ec2", model: "ec2", checked: false },
  { name: "elasticloadbalancing", model: "elbv2", checked: true },
  { name: "events", model: "events", checked: true },
  { name: "lambda", model: "lambda", checked: true },
  { name: "logs", model: "logs", checked: true },
  { name: "monitoring", model: "cloudwatch", checked: true },
  { name: "servicequotas", model: "service-quotas", checked: true },
  { name: "states", model: "stepfunctions", checked: true },
  { name: "sts", model: "sts", checked: true },
] as const;

const root = join(import.meta.dirname, "..");
const written = join(root, "playground/gateway");

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
  for (const { name, model, checked } of services) {
    const asked = read(model);
    // All of them: an operation that is emulated one day is checked from its first.
    const operations = Object.keys(asked.operations).sort();
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
