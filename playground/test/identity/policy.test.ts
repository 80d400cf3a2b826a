import { describe, expect, it } from "vitest";
import { evaluate, parsePolicy } from "../../identity/policy.ts";
import type { Need } from "../../world/service.ts";

const region = "eu-west-1";
const principal = {
  arn: "arn:aws:sts::123456789012:assumed-role/switcher/session",
  tags: { team: "web", pattern: "*" },
};
const listener = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/1/2";
const modify: Need = { action: "elasticloadbalancing:ModifyListener", resource: listener };

const decide = (statements: object | readonly object[], need: Need) =>
  evaluate([parsePolicy("policy", { Version: "2012-10-17", Statement: statements })], { need, principal, region });

const allow = (more: object) => ({ Effect: "Allow", Action: "*", Resource: "*", ...more });

describe("a policy", () => {
  it.each([
    ["nothing", [], "implicitly denied"],
    ["the very action and resource", allow({ Action: modify.action, Resource: listener }), "allowed"],
    ["the action in other letters", allow({ Action: "ElasticLoadBalancing:modifylistener" }), "allowed"],
    ["a wildcard in the action", allow({ Action: ["ec2:*", "elasticloadbalancing:Modify*"] }), "allowed"],
    ["one character in the action", allow({ Action: "elasticloadbalancing:ModifyListene?" }), "allowed"],
    ["another action", allow({ Action: "elasticloadbalancing:ModifyRule" }), "implicitly denied"],
    [
      "a wildcard in the resource",
      allow({ Resource: "arn:aws:elasticloadbalancing:*:*:listener/app/web/*" }),
      "allowed",
    ],
    [
      "another resource",
      allow({ Resource: "arn:aws:elasticloadbalancing:*:*:listener/app/api/*" }),
      "implicitly denied",
    ],
    ["a resource in other letters", allow({ Resource: listener.toUpperCase() }), "implicitly denied"],
    ["all but another action", { Effect: "Allow", NotAction: "ec2:*", Resource: "*" }, "allowed"],
    [
      "all but this action",
      { Effect: "Allow", NotAction: "elasticloadbalancing:*", Resource: "*" },
      "implicitly denied",
    ],
    ["all but another resource", { Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::*" }, "allowed"],
    ["all but this resource", { Effect: "Allow", Action: "*", NotResource: listener }, "implicitly denied"],
    ["an allow and a deny", [allow({}), { ...allow({}), Effect: "Deny" }], "explicitly denied"],
    ["a deny of something else", [allow({}), { ...allow({ Action: "ec2:*" }), Effect: "Deny" }], "allowed"],
  ])("that says %s", (_, statements, expected) => {
    expect(decide(statements, modify)).toBe(expected);
  });

  it("that names a resource does not allow an action that knows no resources", () => {
    const need = { action: "ec2:DescribeInstances", resource: "*" };
    expect(decide(allow({ Resource: "arn:aws:ec2:*:*:*" }), need)).toBe("implicitly denied");
    expect(decide(allow({}), need)).toBe("allowed");
  });
});

describe("a condition", () => {
  const tagged: Need = {
    ...modify,
    tags: { environment: "ijm-live-uk", side: "" },
    requestTags: { owner: "sarcelle", side: "blue" },
  };

  it.each([
    [{ StringEquals: { "aws:ResourceTag/environment": "ijm-live-uk" } }, true],
    [{ StringEquals: { "AWS:resourcetag/Environment": ["other", "ijm-live-uk"] } }, true],
    [{ StringEquals: { "aws:ResourceTag/environment": "IJM-live-uk" } }, false],
    [{ StringEquals: { "aws:ResourceTag/absent": "" } }, false],
    [{ StringEquals: { "elasticloadbalancing:ResourceTag/environment": "ijm-live-uk" } }, true],
    [{ StringEquals: { "ec2:ResourceTag/environment": "ijm-live-uk" } }, false],
    [{ StringEquals: { "aws:ResourceTag/environment": "ijm-live-uk", "aws:RequestTag/owner": "me" } }, false],
    [{ StringEquals: { "aws:RequestTag/owner": "sarcelle" }, StringLike: { "aws:RequestedRegion": "eu-*" } }, true],
    [{ StringEqualsIfExists: { "aws:ResourceTag/absent": "x" } }, true],
    [{ StringEqualsIfExists: { "aws:ResourceTag/environment": "x" } }, false],
    [{ StringNotEquals: { "aws:ResourceTag/environment": "x" } }, true],
    [{ StringNotEquals: { "aws:ResourceTag/environment": ["x", "ijm-live-uk"] } }, false],
    [{ StringNotEquals: { "aws:ResourceTag/absent": "x" } }, true],
    [{ StringLike: { "aws:ResourceTag/environment": "ijm-*-?k" } }, true],
    [{ ArnLike: { "aws:ResourceTag/environment": "arn:aws:*" } }, false],
    [{ Null: { "aws:ResourceTag/absent": "true" } }, true],
    [{ Null: { "aws:ResourceTag/environment": true } }, false],
    [{ Null: { "aws:ResourceTag/side": "false" } }, true],
    [{ Bool: { "aws:RequestTag/owner": "true" } }, false],
    [{ BoolIfExists: { "aws:RequestTag/absent": "true" } }, true],
    [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["owner", "side", "more"] } }, true],
    [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["owner"] } }, false],
    [{ "ForAnyValue:StringEquals": { "aws:TagKeys": ["owner"] } }, true],
    [{ "ForAnyValue:StringEquals": { "aws:TagKeys": ["more"] } }, false],
    [{ StringEqualsIgnoreCase: { "aws:ResourceTag/environment": "IJM-live-uk" } }, true],
    [{ StringNotLike: { "aws:ResourceTag/environment": "ijm-*" } }, false],
    [{ StringEquals: { "aws:PrincipalTag/Team": "web" } }, true],
    [{ StringEquals: { "aws:PrincipalTag/absent": "web" } }, false],
    [{ ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:role/switcher" } }, true],
    [{ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/switch*" } }, false],
    [{ StringEquals: { "aws:PrincipalAccount": "123456789012" } }, true],
    [{ NumericGreaterThanEquals: { "aws:PrincipalAccount": "123456789012" } }, true],
    [{ NumericLessThan: { "aws:PrincipalAccount": "123456789012" } }, false],
  ])("%j holds: %s", (condition, expected) => {
    expect(decide(allow({ Condition: condition }), tagged)).toBe(expected ? "allowed" : "implicitly denied");
  });

  it.each([
    [{ StringEquals: { "events:source": "sarcelle" } }, true],
    [{ StringEquals: { "events:source": ["other", "sarcelle"], "events:detail-type": "Changed" } }, true],
    [{ StringEquals: { "events:source": "aws.ec2" } }, false],
    [{ StringEquals: { "events:source": "sarcelle", "events:detail-type": "Other" } }, false],
  ])("on an event's source and type, %j, holds: %s", (condition, expected) => {
    const context = { "events:source": "sarcelle", "events:detail-type": "Changed" };
    const put: Need = { action: "events:PutEvents", resource: "*", context };
    expect(decide(allow({ Condition: condition }), put)).toBe(expected ? "allowed" : "implicitly denied");
    expect(decide(allow({ Condition: condition }), modify)).toBe("implicitly denied");
  });

  it("for all values holds on a request without the key, one for any value does not", () => {
    const keys = { "aws:TagKeys": ["owner"] };
    expect(decide(allow({ Condition: { "ForAllValues:StringEquals": keys } }), modify)).toBe("allowed");
    expect(decide(allow({ Condition: { "ForAnyValue:StringEquals": keys } }), modify)).toBe("implicitly denied");
  });

  it.each([
    [{ IpAddress: { "aws:RequestedRegion": "1" } }, "the condition operator 'IpAddress'"],
    [{ "ForAllValues:Null": { "aws:TagKeys": "true" } }, "the condition operator 'ForAllValues:Null'"],
    [{ StringEquals: { "aws:PrincipalTag": "a" } }, "the condition key 'aws:PrincipalTag'"],
    [{ StringEquals: { "aws:ResourceTag/environment": `\${aws:username}` } }, `the policy variable '\${aws:username}'`],
    [{ StringEquals: { "aws:ResourceTag": "a" } }, "the condition key 'aws:ResourceTag'"],
    [{ StringEquals: { "dynamodb:Attributes": "a" } }, "the condition key 'dynamodb:Attributes'"],
  ])("%j is refused by name", (condition, name) => {
    expect(() => decide(allow({ Condition: condition }), modify)).toThrow(
      `does not emulate ${name} of the policy 'policy'`,
    );
  });
});

describe("a policy variable", () => {
  const found: Need = { ...modify, tags: { team: "web", star: "*" } };

  it.each([
    ["of the principal's tag, in a condition", { "aws:ResourceTag/team": `\${aws:PrincipalTag/team}` }, true],
    ["with text around it", { "aws:ResourceTag/team": `w\${aws:PrincipalTag/team}` }, false],
    ["that the request has not", { "aws:ResourceTag/team": `\${aws:PrincipalTag/absent}` }, false],
    [
      "that the request has not, with a default",
      { "aws:ResourceTag/team": `\${aws:PrincipalTag/absent, 'web'}` },
      true,
    ],
    [
      "whose value has a wildcard, which is no wildcard",
      { "aws:ResourceTag/team": `\${aws:PrincipalTag/pattern}` },
      false,
    ],
    ["whose value is the same wildcard", { "aws:ResourceTag/star": `\${aws:PrincipalTag/pattern}` }, true],
    ["that is an asterisk", { "aws:ResourceTag/star": `\${*}` }, true],
  ])("%s is put in its place", (_, keys, expected) => {
    for (const operator of ["StringEquals", "StringLike"])
      expect(decide(allow({ Condition: { [operator]: keys } }), found)).toBe(
        expected ? "allowed" : "implicitly denied",
      );
  });

  it("stands for part of a resource's name too, and without a value nothing is named", () => {
    const named = (name: string) => ({ ...modify, resource: `arn:aws:sqs:eu-west-1:123456789012:${name}` });
    const statement = (tag: string) => allow({ Resource: `arn:aws:sqs:*:*:\${aws:PrincipalTag/${tag}}-*` });
    expect(decide(statement("team"), named("web-jobs"))).toBe("allowed");
    expect(decide(statement("team"), named("api-jobs"))).toBe("implicitly denied");
    expect(decide(statement("absent"), named("-jobs"))).toBe("implicitly denied");
  });

  it("is text in a policy of 2008, which one without a version is", () => {
    const statement = allow({ Condition: { StringEquals: { "aws:ResourceTag/team": `\${aws:PrincipalTag/team}` } } });
    const request = { need: found, principal, region };
    expect(evaluate([parsePolicy("policy", { Statement: statement })], request)).toBe("implicitly denied");
  });
});

describe("a malformed policy", () => {
  it.each([
    [{ Effect: "Allow", Resource: "*" }, "needs either Action or NotAction"],
    [{ Effect: "Allow", Action: "*" }, "needs either Resource or NotResource"],
    [{ Effect: "Permit", Action: "*", Resource: "*" }, "Effect"],
    [{ Effect: "Allow", Action: "*", Resource: "*", Principal: "*" }, "Principal"],
  ])("%j is refused", (statement, message) => {
    expect(() => parsePolicy("policy", { Statement: statement })).toThrow(message);
  });
});
