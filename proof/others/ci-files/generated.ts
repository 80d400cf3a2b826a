/** What `sarcelle ci` writes for one environment and for seventeen, in folders of a workshop, and the same with a fault in each file. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesOf, type Setup } from "../../../command/ci/files.ts";
import { parseRegistration } from "../../../src/deployment/environment.ts";

/** A folder with the files for one CI. */
export interface Generated {
  readonly ci: Setup["ci"];
  readonly folder: string;
  /** Paths from the folder. */
  readonly paths: readonly string[];
}

const account = "123456789012";
const region = "eu-west-1";
const agentRole = `arn:aws:iam::${account}:role/agent`;

/** Each CI, and each way in which its jobs prove who they are. */
const setups: readonly (readonly [name: string, setup: Setup])[] = [
  ["github", { ci: "github", repository: "acme/job-matching", ids: "123456789/987654321" }],
  ["gitlab", { ci: "gitlab", host: "gitlab.com", project: "acme/web", branch: "main" }],
  ["jenkins", { ci: "jenkins", issuer: "https://jenkins.example.com/oidc" }],
  ["jenkins-agent", { ci: "jenkins", agentRole }],
  ["bamboo", { ci: "bamboo", agentRole, project: "SARC" }],
];

const environmentCalled = (name: string) => {
  const listeners = [{ port: 80, placeholders: { blue: 9080, green: 9081 } }];
  const where = { account, region, stage: "live", loadBalancer: "web", group: "web" };
  return parseRegistration({ name, ...where, listeners }, name);
};

const names = (count: number): readonly string[] =>
  count === 1 ? ["web-live"] : Array.from({ length: count }, (_, index) => `ijm-live-${index + 1}`);

/** Writes the files of every CI for so many environments. */
export const generate = (root: string, count: number): readonly Generated[] =>
  setups.map(([name, setup]) => {
    const folder = join(root, `${name}-${count}`);
    const installation = { stack: "sarcelle-live", account, region, partition: "aws" };
    const files = filesOf(setup, names(count).map(environmentCalled), installation, `sarcelle ci ${setup.ci}`);
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return { ci: setup.ci, folder, paths: files.map(({ path }) => path) };
  });

/** The same files in another folder, with one text for another in each that has it; throws if none has. */
export const spoilt = ({ ci, folder, paths }: Generated, to: string, from: RegExp, by: string): Generated => {
  let found = false;
  for (const path of paths) {
    const text = readFileSync(join(folder, path), "utf8");
    found ||= from.test(text);
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), text.replace(from, by));
  }
  if (!found) throw new Error(`Nothing for ${ci} has ${from}: the bad sample would be a good one.`);
  return { ci, folder: to, paths };
};
