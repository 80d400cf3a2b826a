/** The story in somebody's account: each act is started as CI would, followed, and held to what was promised. */
import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { follow } from "../../command/deployments/follow.ts";
import { type Happening, lineOf } from "../../command/deployments/happening.ts";
import { writeEnvironment } from "../../src/aws/environment-store.ts";
import { parseRegistration } from "../../src/deployment/environment.ts";
import { partitionOf } from "../../src/deployment/region.ts";
import { type TrialAct, trialActs } from "./acts.ts";
import { changedBetween, described } from "./description.ts";
import type { Service } from "./service.ts";
import { EndedEarly, impatient, names, type Trial } from "./trial.ts";

/** The production listeners. */
export const trialPorts = [80, 443] as const;

const registrationOf = ({ account, region }: Trial) =>
  parseRegistration(
    {
      name: names.environment,
      ...{ account, region, stage: "trial", loadBalancer: names.service, group: names.service },
      listeners: [
        { port: 80, placeholders: { blue: 9080, green: 9081 } },
        { port: 443, placeholders: { blue: 9082, green: 9083 } },
      ],
      // Of the bad release nobody has to wait for the deadline.
      timeouts: { empty: 600, healthy: 600, unhealthy: 240, rollback: 1_800 },
      bake: { seconds: 60 },
    },
    names.environment,
  );

/** The release that answers at each production listener. */
const releasesNow = async ({ users }: Trial): Promise<readonly string[]> =>
  Promise.all(
    trialPorts.map(async (port) => {
      const answer = await users.ask(port);
      if (!("status" in answer)) return answer.error;
      return answer.status === 200 ? String(JSON.parse(answer.body).release) : `status ${answer.status}`;
    }),
  );

const startAct = async ({ clients, account, region }: Trial, act: TrialAct, number: number, imageId: string) => {
  const input = act.input(imageId);
  const { executionArn = "" } = await clients.machines.send(
    new StartExecutionCommand({
      stateMachineArn: `arn:${partitionOf(region)}:states:${region}:${account}:stateMachine:${names.installation}-blue-green`,
      name: `trial-${number}-${input.action}`,
      input: JSON.stringify({ environment: names.environment, requestedBy: "the acceptance", ...input }),
    }),
  );
  return executionArn;
};

/** How an act ended: what was promised of it and is not so. */
const brokenIn = async (trial: Trial, act: TrialAct, number: number, imageId: string): Promise<readonly string[]> => {
  const before = act.leavesNothing === true ? await described(trial) : {};
  const executionArn = await startAct(trial, act, number, imageId);
  const said = { say: (happening: Happening) => trial.say(`     ${lineOf(happening)}`) };
  const { status, error, cause } = await follow(trial.clients.machines, executionArn, said, impatient(trial));
  if (trial.ending.aborted) throw new EndedEarly();
  const ended = status === "SUCCEEDED" ? status : error;
  const releases = await releasesNow(trial);
  const changed = act.leavesNothing === true ? changedBetween(before, await described(trial)) : [];
  return [
    ...(ended === act.ends ? [] : [`it ended as ${ended}, not as ${act.ends}: ${cause ?? "no cause"}`]),
    ...(releases.every((release) => release === act.serves)
      ? []
      : [`the listeners answer release ${releases.join(" and ")}, not ${act.serves}`]),
    ...changed.map((line) => `not as it was before: ${line}`),
  ];
};

/** Registers the service, sends it users and tells the story; answers the promises that did not hold. */
export const tellTrial = async (trial: Trial, { host, imageId }: Service): Promise<readonly string[]> => {
  const { clients, users, say } = trial;
  await writeEnvironment({ client: clients.dynamoDb, name: names.installation }, registrationOf(trial));
  await users.begin({ loadBalancer: names.service, host });
  const broken: string[] = [];
  for (const [index, act] of trialActs.entries()) {
    say(`${index + 1}. ${act.title}`);
    const wrong = await brokenIn(trial, act, index + 1, imageId);
    for (const line of wrong.length === 0 ? ["✓"] : wrong.map((each) => `✗ ${each}`)) say(`   ${line}`);
    broken.push(...wrong.map((line) => `${act.title}: ${line}`));
    // What comes after stands on what this left.
    if (wrong.length > 0) break;
  }
  const { total, failed, failures } = await users.served();
  say(`${total} requests, ${failed} failed`);
  return [
    ...broken,
    ...(total > 0 ? [] : ["nobody got an answer from the service"]),
    ...(failed === 0 ? [] : [`${failed} of ${total} requests failed, as ${failures[0]}`]),
  ];
};
