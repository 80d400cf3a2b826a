/** A service that is blue-green and under traffic, in a playground, with people who look at it: each has an identity and a console of their own. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { ApiCall } from "@sarcelle/playground/calls";
import { startPlayground } from "@sarcelle/playground/start";
import { parse, stringify } from "yaml";
import { adminOf } from "../story/admin.ts";
import { commandsIn, type PersonsCredentials } from "./typed-commands.ts";

/** The environment that is registered: that of the examples. */
export const watchedEnvironment = "web-live";

export interface WatchedPlan {
  /** The packaged template that the playground deploys. */
  readonly template: string;
  /** World seconds in one of this machine's. */
  readonly speed: number;
  /** What is registered otherwise than in the example. */
  readonly registered?: object;
}

const everybody = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
};
const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const operator: PersonsCredentials = { accessKeyId: "operator", secretAccessKey: "operator" };

/** The example with those changes, as a file for as long as this is not removed. */
const registrationFile = (changes: object) => {
  const folder = mkdtempSync(join(tmpdir(), "watched-"));
  const path = join(folder, `${watchedEnvironment}.yml`);
  const example = parse(readFileSync(join(import.meta.dirname, "../../examples/web-live.yml"), "utf8"));
  writeFileSync(path, stringify({ ...example, ...changes }));
  return { path, remove: () => rmSync(folder, { recursive: true }) };
};

/** A role whose sessions are people, told apart by their names. */
const peopleIn = async ({ url, region, account }: { url: string; region: string; account: string }) => {
  const connection = { endpoint: url, region, credentials: operator };
  const iam = new IAMClient(connection);
  const AssumeRolePolicyDocument = JSON.stringify(everybody);
  await iam.send(new CreateRoleCommand({ RoleName: "people", AssumeRolePolicyDocument }));
  const PolicyDocument = JSON.stringify(everything);
  await iam.send(new PutRolePolicyCommand({ RoleName: "people", PolicyName: "all", PolicyDocument }));
  iam.destroy();
  return async (name: string): Promise<PersonsCredentials> => {
    const sts = new STSClient(connection);
    const RoleArn = `arn:aws:iam::${account}:role/people`;
    const { Credentials: got } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: name }));
    sts.destroy();
    return { accessKeyId: got?.AccessKeyId ?? "", secretAccessKey: got?.SecretAccessKey ?? "" };
  };
};

/** The service, upgraded, its clients sending 20 requests a second. Whoever starts it stops it. */
export const startWatchedService = async ({ template, speed, registered = {} }: WatchedPlan) => {
  const playground = await startPlayground({
    port: 0,
    speed,
    seed: 1,
    pages: "aws",
    template,
    stackName: "sarcelle-live",
  });
  const { url } = playground;
  const admin = adminOf(url);
  const commands = commandsIn(playground);
  const registration = registrationFile(registered);
  const stop = async () => {
    await commands.endAll();
    await playground.stop();
    registration.remove();
  };
  const begin = async () => {
    await admin.buildStack("web", { instances: 2 });
    await admin.startTraffic({ loadBalancer: "web", ports: [8080, 8443], rate: 20 });
    await commands.typed(["env", "apply", registration.path], operator);
    await commands.typed(["upgrade", watchedEnvironment, "--wait"], operator);
    return peopleIn(playground);
  };
  const person = await begin().catch(async (failure: unknown) => {
    await stop();
    throw failure;
  });
  return {
    admin,
    person,
    stop,
    typed: (argv: readonly string[], by = operator) => commands.typed(argv, by),
    console: (by: PersonsCredentials, ...options: readonly string[]) =>
      commands.console(watchedEnvironment, by, ...options),
    /** The world's time, in milliseconds: it falls behind the machine's where that cannot keep up. */
    async now(): Promise<number> {
      const answer = await fetch(`${url}/_playground/clock`);
      return ((await answer.json()) as { readonly milliseconds: number }).milliseconds;
    },
    /** Every call of AWS so far. */
    async calls(): Promise<readonly ApiCall[]> {
      const all: ApiCall[] = [];
      for (let since: number | undefined = 0; since !== undefined; ) {
        const answer = await fetch(`${url}/_playground/calls?since=${since}`);
        const page = (await answer.json()) as { readonly calls: readonly ApiCall[]; readonly next?: number };
        all.push(...page.calls);
        since = page.next;
      }
      return all;
    },
    /** Breaks something there, until all is mended. */
    breaks: (fault: object) => fetch(`${url}/_playground/faults`, { method: "POST", body: JSON.stringify(fault) }),
    mends: () => fetch(`${url}/_playground/faults`, { method: "DELETE" }),
  };
};

export type WatchedService = Awaited<ReturnType<typeof startWatchedService>>;
