import { describe, expect, it } from "vitest";
import { accountOfKey, createAccounts } from "../../identity/accounts.ts";
import { createIdentity } from "../../identity/identity.ts";
import { seeded } from "../../world/random.ts";

const arn = "arn:aws:iam::123456789012:role/sarcelle/switcher";
const trust = (principal: unknown) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
});

const create = () => {
  const identity = createIdentity({ account: "123456789012", region: "eu-west-1", random: seeded(1) });
  identity.putRole({
    arn,
    name: "switcher",
    trust: trust({ Service: ["lambda.amazonaws.com"], AWS: "arn:aws:iam::123456789012:root" }),
    policies: {
      read: { Statement: { Effect: "Allow", Action: "ec2:Describe*", Resource: "*" } },
      guard: { Statement: [{ Effect: "Deny", Action: "ec2:DescribeImages", Resource: "*" }] },
    },
  });
  return identity;
};

describe("credentials", () => {
  it("speak for a session of their role until they are revoked", () => {
    const identity = create();
    const crash = () => {};
    const { accessKeyId, ...secrets } = identity.issue({ roleArn: arn, sessionName: "shift-traffic", crash });
    expect(accessKeyId).toMatch(/^ASIA[0-9A-F]{16}$/);
    expect(secrets).toEqual({ secretAccessKey: expect.any(String), sessionToken: expect.any(String) });
    expect(identity.principalOf(accessKeyId)).toEqual({
      arn: "arn:aws:sts::123456789012:assumed-role/switcher/shift-traffic",
      tags: {},
      transitiveTags: {},
      crash,
    });
    identity.revoke(accessKeyId);
    expect(() => identity.principalOf(accessKeyId)).toThrow("The security token included in the request is expired");
  });

  it("that nobody issued are the operator's, who may do everything", () => {
    const identity = create();
    const { arn: operator } = identity.principalOf("AKIAIOSFODNN7EXAMPLE");
    expect(operator).toBe("arn:aws:iam::123456789012:user/operator");
    identity.authorize(operator, { action: "ec2:TerminateInstances", resource: "*" });
  });

  it("are not issued for a role that does not exist", () => {
    expect(() => create().issue({ roleArn: "arn:aws:iam::1:role/none", sessionName: "s" })).toThrow(
      "The role arn:aws:iam::1:role/none cannot be found.",
    );
  });
});

describe("authorization", () => {
  const session = "arn:aws:sts::123456789012:assumed-role/switcher/shift-traffic";
  const need = (action: string) => ({ action, resource: "*" });

  it("is that of the role, for its sessions and for the role itself", () => {
    const identity = create();
    identity.authorize(session, need("ec2:DescribeInstances"));
    identity.authorize(arn, need("ec2:DescribeInstances"));
  });

  it("is refused in AWS's words", () => {
    const identity = create();
    expect(() => identity.authorize(session, need("ec2:RunInstances"))).toThrow(
      `User: ${session} is not authorized to perform: ec2:RunInstances on resource: * because no identity-based policy allows the ec2:RunInstances action`,
    );
    expect(() => identity.authorize(session, need("ec2:DescribeImages"))).toThrow(
      `User: ${session} is not authorized to perform: ec2:DescribeImages on resource: * with an explicit deny in an identity-based policy`,
    );
  });

  it("ends with the role", () => {
    const identity = create();
    identity.removeRole(arn);
    expect(() => identity.authorize(session, need("ec2:DescribeInstances"))).toThrow("is not authorized");
  });
});

describe("two accounts", () => {
  const other = "arn:aws:iam::210987654321:role/switcher";
  const document = { Statement: [{ Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" }] };
  const allow = (action: string) => ({ policy: { Statement: { Effect: "Allow", Action: action, Resource: "*" } } });

  it("may have roles of the same name, and a session has the account of its role", () => {
    const accounts = createAccounts();
    const here = { account: "123456789012", region: "eu-west-1", random: seeded(1) };
    const [mine, theirs] = [
      createIdentity(here, accounts),
      createIdentity({ ...here, account: "210987654321" }, accounts),
    ];
    mine.putRole({ arn, name: "switcher", trust: trust("*"), policies: allow("ec2:*") });
    theirs.putRole({ arn: other, name: "switcher", trust: document, policies: allow("sqs:*") });
    const assume = { action: "sts:AssumeRole", resource: other };
    expect(mine.trustsPrincipal({ arn }, assume)).toBe(true);
    const { accessKeyId } = mine.issue({ roleArn: other, sessionName: "visit" });
    expect(accountOfKey(accounts, accessKeyId, "123456789012")).toBe("210987654321");
    const session = theirs.principalOf(accessKeyId);
    expect(session.arn).toBe("arn:aws:sts::210987654321:assumed-role/switcher/visit");
    theirs.authorize(session, { action: "sqs:SendMessage", resource: "*" });
    expect(() => theirs.authorize(session, { action: "ec2:RunInstances", resource: "*" })).toThrow("is not authorized");
    expect(theirs.roles().map((role) => role.arn)).toEqual([other]);
  });
});

describe("a trust policy", () => {
  const assume = { action: "sts:AssumeRole", resource: arn };

  it("says which services and principals may assume the role", () => {
    const identity = create();
    expect({
      lambda: identity.trustsService(arn, "lambda.amazonaws.com"),
      states: identity.trustsService(arn, "states.amazonaws.com"),
      account: identity.trustsPrincipal({ arn: "arn:aws:iam::123456789012:user/operator" }, assume),
      stranger: identity.trustsPrincipal({ arn: "arn:aws:iam::999999999999:user/operator" }, assume),
    }).toEqual({ lambda: true, states: false, account: true, stranger: false });
  });

  it("may ask for more by a condition", () => {
    const identity = create();
    const [statement] = trust({ AWS: "*" }).Statement;
    const conditional = { ...statement, Condition: { StringEquals: { "sts:ExternalId": "shared" } } };
    identity.putRole({ arn, name: "switcher", policies: {}, trust: { Statement: conditional } });
    const stranger = { arn: "arn:aws:iam::999999999999:user/operator" };
    const told = { ...assume, context: { "sts:externalid": "shared" } };
    expect([identity.trustsPrincipal(stranger, assume), identity.trustsPrincipal(stranger, told)]).toEqual([
      false,
      true,
    ]);
  });

  it("with a condition that nobody can evaluate, or malformed, is refused", () => {
    const identity = create();
    const role = { arn, name: "switcher", policies: {} };
    const [statement] = trust({ Service: "lambda.amazonaws.com" }).Statement;
    const conditional = { Statement: { ...statement, Condition: { StringEquals: { "saml:aud": "x" } } } };
    expect(() => identity.putRole({ ...role, trust: conditional })).toThrow(
      "the condition key 'saml:aud' in the trust policy of 'switcher'",
    );
    expect(() => identity.putRole({ ...role, trust: {} })).toThrow("The trust policy of 'switcher' is malformed");
  });
});
