import type { IAMClient } from "@aws-sdk/client-iam";
import { expect, it } from "vitest";
import { rolesOfProfiles } from "../../../src/aws/instance-profile.ts";
import { awsError, fakeClient } from "../resources/fake-client.ts";

const profiles = [{ name: "web", by: "launch template web" }];

it("the role of an instance profile is what EC2 gets with it", async () => {
  const arn = "arn:aws:iam::123456789012:role/web";
  const { client, calls } = fakeClient<IAMClient>({
    GetInstanceProfile: () => ({ InstanceProfile: { Roles: [{ Arn: arn }] } }),
  });
  expect(await rolesOfProfiles(client, profiles)).toEqual([{ arn, by: "instance profile web of launch template web" }]);
  expect(calls).toEqual([{ operation: "GetInstanceProfile", input: { InstanceProfileName: "web" } }]);
});

it("an instance profile without a role passes none on", async () => {
  const { client } = fakeClient<IAMClient>({ GetInstanceProfile: () => ({ InstanceProfile: { Roles: [] } }) });
  expect(await rolesOfProfiles(client, profiles)).toEqual([]);
});

it("an instance profile that is not there is refused", async () => {
  const { client } = fakeClient<IAMClient>({
    GetInstanceProfile: () => {
      throw awsError("NoSuchEntityException");
    },
  });
  await expect(rolesOfProfiles(client, profiles)).rejects.toThrow(
    expect.objectContaining({
      name: "NotAsRegistered",
      message:
        "There is no instance profile 'web', which launch template web names: EC2 would launch nothing. Nothing was changed.",
    }),
  );
});
