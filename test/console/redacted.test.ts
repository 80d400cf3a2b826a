import { describe, expect, it } from "vitest";
import { textWithoutSecrets, withoutSecrets } from "../../console/redacted.ts";
import { plannedChange } from "../../console/shown-change.ts";

const userData = Buffer.from("#!/bin/sh\nPASSWORD=hunter2\n").toString("base64");

describe("what is secret", () => {
  it("is a digest, wherever it stands, so that two can be told apart", () => {
    const shown = withoutSecrets({
      LaunchTemplateData: { ImageId: "ami-1", UserData: userData, MetadataOptions: { HttpTokens: "required" } },
      checks: [{ path: "/", headers: { Authorization: "Basic abc", "x-api-key": "k", accept: "text/html" } }],
      actions: [{ Type: "authenticate-oidc", AuthenticateOidcConfig: { ClientId: "web", ClientSecret: "s" } }],
      Attributes: { "stickiness.app_cookie.cookie_name": "SESSION" },
    });
    const hidden = expect.stringMatching(/^not shown \(sha256 [0-9a-f]{12}\)$/);
    expect(shown).toEqual({
      LaunchTemplateData: { ImageId: "ami-1", UserData: hidden, MetadataOptions: { HttpTokens: "required" } },
      checks: [{ path: "/", headers: { Authorization: hidden, "x-api-key": hidden, accept: "text/html" } }],
      actions: [{ Type: "authenticate-oidc", AuthenticateOidcConfig: { ClientId: "web", ClientSecret: hidden } }],
      Attributes: { "stickiness.app_cookie.cookie_name": "SESSION" },
    });
    expect(withoutSecrets({ UserData: "a" })).not.toEqual(withoutSecrets({ UserData: "b" }));
  });

  it.each([
    {
      of: "a command",
      text: `aws ec2 create-launch-template-version --launch-template-data '{"ImageId":"ami-1","UserData":"${userData}","KeyName":"k"}'`,
      shown: `aws ec2 create-launch-template-version --launch-template-data '{"ImageId":"ami-1","UserData":"(not shown)","KeyName":"k"}'`,
    },
    {
      of: "a state within a note",
      text: `It was: {"data":"{\\"UserData\\":\\"${userData}\\",\\"KeyName\\":\\"k\\"}"}`,
      shown: `It was: {"data":"{\\"UserData\\":\\"(not shown)\\",\\"KeyName\\":\\"k\\"}"}`,
    },
    {
      of: "a state that was cut short",
      text: `It was: {"UserData":"${userData.slice(0, 12)}…; it is: nothing`,
      shown: `It was: {"UserData":"(not shown) it is: nothing`,
    },
    { of: "nothing", text: "The user data is kept as it is.", shown: "The user data is kept as it is." },
  ])("does not stand in the text of $of", ({ text, shown }) => {
    expect(textWithoutSecrets(text)).toBe(shown);
  });
});

describe("a planned change", () => {
  it("names what it changes, before and after, and leaves out what stays", () => {
    const before = { min: 2, max: 4, UserData: "a" };
    const after = { min: 4, max: 4, UserData: "b" };
    expect(plannedChange({ resource: { kind: "group-capacity", id: "web" }, before, after })).toEqual({
      sign: "~",
      kind: "group-capacity",
      resource: "web",
      attributes: [
        { name: "min", before: "2", after: "4" },
        {
          name: "UserData",
          before: expect.stringMatching(/^not shown \(sha256 /),
          after: expect.stringMatching(/^not shown \(sha256 /),
        },
      ],
    });
  });

  it("is a create or a delete where there is nothing on one side", () => {
    const resource = { kind: "target-group", id: "web-green" } as const;
    expect(plannedChange({ resource, before: null, after: { Port: 80 } })).toMatchObject({
      sign: "+",
      attributes: [{ name: "Port", before: "—", after: "80" }],
    });
    expect(plannedChange({ resource, before: { Port: 80 }, after: null })).toMatchObject({
      sign: "-",
      attributes: [{ name: "Port", before: "80", after: "—" }],
    });
  });

  it("is told in the words of 'sarcelle plan': a listener by its load balancer and port, target groups by name", () => {
    const elb = "arn:aws:elasticloadbalancing:eu-west-1:123456789012";
    const id = `${elb}:listener/app/web/1111111111111111/2222222222222222`;
    const to = (name: string) => ({
      actions: [
        {
          Type: "forward",
          ForwardConfig: { TargetGroups: [{ TargetGroupArn: `${elb}:targetgroup/${name}/3333`, Weight: 1 }] },
        },
      ],
    });
    const change = { resource: { kind: "listener", id }, before: to("web"), after: to("web-green") } as const;
    expect(plannedChange(change, new Map([[id, 8080]]))).toEqual({
      sign: "~",
      kind: "listener",
      resource: "web:8080",
      attributes: [{ name: "actions.0.ForwardConfig.TargetGroups", before: "web", after: "web-green" }],
    });
  });
});
