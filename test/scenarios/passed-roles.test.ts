import { expect, inject, it, onTestFinished } from "vitest";
import { plannedAction } from "../../command/deployments/plan.ts";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { environment, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { dynamoDb } from "../../src/aws/clients.ts";
import { readEnvironment } from "../../src/aws/environment-store.ts";
import { parseRequest } from "../../src/deployment/request.ts";
import { registering } from "./registering.ts";
import { templateWith } from "./trouble.ts";

const account = "123456789012";
const role = `arn:aws:iam::${account}:role/web`;

const passing = {
  Effect: "Allow",
  Action: ["iam:PassRole"],
  Resource: [role],
  Condition: { StringEquals: { "iam:PassedToService": ["autoscaling.amazonaws.com", "ec2.amazonaws.com"] } },
};

const withPassing = (resource: string) =>
  resource.replace(/("PolicyDocument":\{[^[]*"Statement":\[)/, `$1${JSON.stringify(passing)},`);

/** As packaged with --param passRoles=…/web, by which `scripts/narrow-roles.js` does this. */
const given = () =>
  templateWith({
    PreflightLambdaFunction: (resource) => resource.replace('"PASSABLE_ROLES":"none"', `"PASSABLE_ROLES":"${role}"`),
    CreateTwinGroupIamRoleLambdaExecution: withPassing,
    LaunchReleaseIamRoleLambdaExecution: withPassing,
    UndoChangesIamRoleLambdaExecution: withPassing,
  });

const begin = async (template: string) => {
  const sarcelle = await startSarcelle({ seed: 1, template, sample: { instanceProfile: "web" } });
  onTestFinished(sarcelle.simulation.stop);
  return sarcelle;
};

const refusal = `This deployment would pass on ${role} (instance profile web of launch template web); Sarcelle was deployed to pass on none. Nothing was changed. Deploy Sarcelle with --param passRoles=${role} and start again.`;

it("without the parameter the upgrade is refused before its first change, by the machine and by the plan", async () => {
  const sarcelle = await begin(inject("template"));
  const { simulation } = sarcelle;
  const before = comparableState(await simulation.state());
  const ended = await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "upgrade"));
  expect([ended.error, ended.cause]).toEqual(["RoleNotPassable", refusal]);
  expect(differences(before, comparableState(await simulation.state()))).toEqual([]);
  await simulation.asOperator(async () => {
    const stack = { table: { client: dynamoDb(), name: service }, firstFunction: `${service}-preflight` };
    const request = parseRequest({ environment, action: "upgrade", requestedBy: "test" });
    const planned = plannedAction(request, await readEnvironment(stack.table, environment), stack);
    await expect(planned).rejects.toThrow("Deploy Sarcelle with --param passRoles=");
  });
});

it("with it the stack is upgraded and released to both sides, and each rollback finds the role that it passes back", async () => {
  const sarcelle = await begin(given());
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "release", release: sampleRelease("2"), scaledown: true }, "to-green");
  // The first deploy onto blue, and its way back to the template that the live group followed before the upgrade.
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("3") }, "onto-blue");
  const undo = await sarcelle.ended(await sarcelle.start({}, "undo", "rollback"));
  expect(undo).toMatchObject({ error: "RolledBack", cause: expect.stringContaining("'onto-blue' (deploy)") });
  expect(await sarcelle.lock()).toBeUndefined();
  expect(sarcelle.simulation.traffic()).toMatchObject({ failed: 0 });
});

it("a release that names another instance profile is refused, unless the registration has it and the deployment may pass its role on", async () => {
  const sarcelle = await begin(given());
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const iam = (operation: string, input: object) => simulation.operate("iam", operation, input);
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  await iam("CreateRole", { RoleName: "admin", AssumeRolePolicyDocument: JSON.stringify(trust) });
  await iam("CreateInstanceProfile", { InstanceProfileName: "admin" });
  await iam("AddRoleToInstanceProfile", { InstanceProfileName: "admin", RoleName: "admin" });
  const release = { ...sampleRelease("2"), overrides: { IamInstanceProfile: { Name: "admin" } } };
  const deploy = async (name: string) => {
    const { error, cause } = await sarcelle.ended(await sarcelle.start({ action: "deploy", release }, name));
    return [error, cause?.split(";")[0]];
  };
  expect(await deploy("not-registered")).toEqual([
    "InvalidInput",
    "The release names instance profile 'admin' (overrides.IamInstanceProfile)",
  ]);
  await registering(sarcelle, () => ({ instanceProfiles: ["admin"] }));
  expect(await deploy("not-given")).toEqual([
    "RoleNotPassable",
    `This deployment would pass on arn:aws:iam::${account}:role/admin (instance profile admin of the release '2')`,
  ]);
});
