/** `sarcelle ci`: writes the pipelines of the registered environments for a CI, with what they need, and says what to do next. */
import { sts } from "../../src/aws/clients.ts";
import { registeredEnvironments } from "../../src/aws/environment-store.ts";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import { partitionOf } from "../../src/deployment/region.ts";
import { serviceOf } from "../../src/deployment/service.ts";
import { sarcelle } from "../as-typed.ts";
import type { Asking } from "../options.ts";
import { printAnswer } from "../output.ts";
import { locate } from "../stack.ts";
import { UsageError } from "../usage-error.ts";
import { filesOf, rolePath, type Setup } from "./files.ts";
import type { Installation } from "./pipelines.ts";
import { writeAll } from "./write.ts";

/** Of each of the CIs. */
export interface CiOptions extends Asking {
  readonly folder: string;
  readonly service: string | undefined;
}

/** What is said of a CI is complete once the registrations are known. */
type SetUp = (environments: readonly AnyEnvironment[]) => Setup;

const chosen = (registered: readonly AnyEnvironment[], service: string | undefined): readonly AnyEnvironment[] => {
  const environments = registered.filter((each) => service === undefined || serviceOf(each) === service);
  if (environments.length > 0) return environments;
  const services = [...new Set(registered.map(serviceOf))].toSorted();
  throw new UsageError(
    registered.length === 0
      ? "No environment is registered: there is nothing to make pipelines for. See 'sarcelle env apply'."
      : `No environment is of the service '${service}'. There is ${services.join(", ")}.`,
  );
};

const where = {
  github:
    "commit the files; give each GitHub environment of these names the reviewers that it needs, then 'Run workflow'",
  gitlab: "commit the files, include the first one in .gitlab-ci.yml, and protect the environments that need it:",
  jenkins: "commit the files, and make a pipeline job 'sarcelle-<environment>' of each Jenkinsfile",
  bamboo: "commit the files, and link the repository to the project with Specs allowed",
} as const;

const included = (setup: Setup, paths: readonly string[]): readonly string[] =>
  setup.ci === "gitlab" ? ["     include:", `       - local: ${paths[0]}`] : [];

const deployRole = (setup: Setup, installation: Installation): readonly string[] => {
  const name = `${installation.stack}-ci-${setup.ci}`;
  return [
    `     aws cloudformation deploy --stack-name ${name} --capabilities CAPABILITY_NAMED_IAM \\`,
    `       --template-file ${rolePath(installation, setup.ci)}`,
    ...("agentRole" in setup
      ? []
      : ["   If the account has the OpenID Connect provider already, add --parameter-overrides ProviderArn=ARN."]),
  ];
};

const warnings = (setup: Setup): readonly string[] =>
  setup.ci === "github" && setup.ids === undefined
    ? [
        "! The role trusts the repository by its name. GitHub calls one that was made since July 2026 by its numbers as well; with them:",
        `  --repository-ids "$(gh api repos/${setup.repository} --jq '"\\(.owner.id)/\\(.id)"')"`,
      ]
    : [];

/** Writes the files; answers the exit code. Throws `UsageError` if there is nothing to write, or a file is not ours to write over. */
export const writePipelines = async (setUp: SetUp, typed: readonly string[], options: CiOptions): Promise<number> => {
  const { table, account, region } = await locate(sts(), options.stack);
  const environments = chosen(await registeredEnvironments(table), options.service);
  const setup = setUp(environments);
  const installation = { stack: options.stack, account, region, partition: partitionOf(region) };
  const line = ["sarcelle ci", setup.ci, ...typed].join(" ");
  const files = filesOf(setup, environments, installation, line);
  const written = writeAll(options.folder, files);
  printAnswer(options, { written, environments: environments.map(({ name }) => name) }, () =>
    [
      ...written.map((path) => `Wrote ${path}`),
      ...warnings(setup),
      "Next:",
      "  1. the role that the jobs take:",
      ...deployRole(setup, installation),
      `  2. ${where[setup.ci]}`,
      ...included(
        setup,
        files.map(({ path }) => path),
      ),
      `Make them anew when environments come or change: ${sarcelle} ${line.replace(/^sarcelle /, "")}`,
    ].join("\n"),
  );
  return 0;
};
