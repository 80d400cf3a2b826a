import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePattern } from "../../../services/eventbridge/pattern.ts";

// The same cases every time: a test that fails now and then tells nobody what changed.
fc.configureGlobal({ seed: 2018 });

const matches = (pattern: unknown, event: unknown) => parsePattern(JSON.stringify(pattern)).matches(event);

/** The example of AWS's guide. */
const terminated = {
  version: "0",
  id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  account: "111122223333",
  time: "2017-12-22T18:43:48Z",
  region: "us-west-1",
  resources: ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"],
  detail: { "instance-id": "i-1234567890abcdef0", state: "terminated" },
};

describe("an event pattern of AWS's guide", () => {
  it.each([
    [
      "source, type and state",
      {
        source: ["aws.ec2"],
        "detail-type": ["EC2 Instance State-change Notification"],
        detail: { state: ["terminated"] },
      },
      true,
    ],
    ["another source", { source: ["aws.autoscaling"] }, false],
    ["one of several states", { detail: { state: ["stopped", "terminated"] } }, true],
    [
      "a value in an array of the event",
      { resources: ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"] },
      true,
    ],
    ["a prefix of the time", { time: [{ prefix: "2017-12-22" }] }, true],
    ["a field that the event has not", { detail: { nothing: ["terminated"] } }, false],
    ["case matters", { detail: { state: ["Terminated"] } }, false],
    ["a whole value, not a part", { source: ["aws"] }, false],
    ["a prefix or an exact value", { detail: { state: ["running", { prefix: "term" }] } }, true],
  ])("%s", (_, pattern, expected) => {
    expect(matches(pattern, terminated)).toBe(expected);
  });
});

describe("a comparison", () => {
  it.each([
    // exact values
    [["a"], "a", true],
    [[""], "", true],
    [[""], "a", false],
    [[null], null, true],
    [[null], "", false],
    [[null], "null", false],
    [[1], 1, true],
    [[1], 1.0, true],
    [[1], "1", false],
    [["1"], 1, false],
    [[true], true, true],
    [[true], "true", false],
    [["a"], { a: 1 }, false],
    // arrays in the event: any element
    [["b"], ["a", "b"], true],
    [["c"], ["a", "b"], false],
    [["b"], [["a"], ["b"]], true],
    [["a"], [], false],
    // prefix
    [[{ prefix: "us-" }], "us-east-1", true],
    [[{ prefix: "us-" }], "eu-us-1", false],
    [[{ prefix: "1" }], 12, false],
    [[{ prefix: "" }], "anything", true],
    [[{ prefix: { "equals-ignore-case": "EventB" } }], "eventbridge", true],
    [[{ prefix: { "equals-ignore-case": "EventB" } }], "bridge", false],
    // suffix
    [[{ suffix: ".png" }], "a.png", true],
    [[{ suffix: ".png" }], "a.PNG", false],
    [[{ suffix: { "equals-ignore-case": ".png" } }], "a.PNG", true],
    // equals-ignore-case
    [[{ "equals-ignore-case": "ALICE" }], "alice", true],
    [[{ "equals-ignore-case": "alice" }], "alicia", false],
    [[{ "equals-ignore-case": "1" }], 1, false],
    // anything-but
    [[{ "anything-but": "initializing" }], "running", true],
    [[{ "anything-but": "initializing" }], "initializing", false],
    [[{ "anything-but": "5" }], 5, true],
    [[{ "anything-but": 123 }], 124, true],
    [[{ "anything-but": 123 }], 123, false],
    [[{ "anything-but": 123 }], "123", true],
    [[{ "anything-but": ["stopped", "overloaded"] }], "stopped", false],
    [[{ "anything-but": ["stopped", "overloaded"] }], "running", true],
    [[{ "anything-but": [100, 200, 300] }], 200, false],
    [[{ "anything-but": [100, 200, 300] }], 201, true],
    [[{ "anything-but": "a" }], null, true],
    [[{ "anything-but": "a" }], undefined, false],
    [[{ "anything-but": "a" }], ["a", "b"], true],
    [[{ "anything-but": "a" }], ["a"], false],
    [[{ "anything-but": { prefix: "init" } }], "initializing", false],
    [[{ "anything-but": { prefix: "init" } }], "running", true],
    [[{ "anything-but": { prefix: ["init", "error"] } }], "errors", false],
    [[{ "anything-but": { suffix: ".txt" } }], "a.txt", false],
    [[{ "anything-but": { suffix: [".txt", ".rtf"] } }], "a.rtf", false],
    [[{ "anything-but": { suffix: [".txt", ".rtf"] } }], "a.png", true],
    [[{ "anything-but": { "equals-ignore-case": "initializing" } }], "INITIALIZING", false],
    [[{ "anything-but": { "equals-ignore-case": ["initializing", "stopped"] } }], "Stopped", false],
    [[{ "anything-but": { "equals-ignore-case": ["initializing", "stopped"] } }], "running", true],
    [[{ "anything-but": { wildcard: "*/lib/*" } }], "/usr/lib/a", false],
    [[{ "anything-but": { wildcard: "*/lib/*" } }], "/usr/bin/a", true],
    [[{ "anything-but": { wildcard: ["*/lib/*", "*/bin/*"] } }], "/usr/bin/a", false],
    // numeric
    [[{ numeric: ["=", 3.018e2] }], 301.8, true],
    [[{ numeric: ["=", 1] }], "1", false],
    [[{ numeric: [">", 0, "<=", 5] }], 5, true],
    [[{ numeric: [">", 0, "<=", 5] }], 0, false],
    [[{ numeric: [">", 0, "<=", 5] }], 5.001, false],
    [[{ numeric: [">=", 0, "<", 5] }], 0, true],
    [[{ numeric: ["<", 10] }], 9.9, true],
    [[{ numeric: ["<", 10] }], 10, false],
    [[{ numeric: ["<=", -1] }], -1, true],
    [[{ numeric: [">=", 5e9] }], 5e9, true],
    // cidr
    [[{ cidr: "10.0.0.0/24" }], "10.0.0.33", true],
    [[{ cidr: "10.0.0.0/24" }], "10.0.1.33", false],
    [[{ cidr: "10.0.0.77/24" }], "10.0.0.1", true],
    [[{ cidr: "0.0.0.0/0" }], "203.0.113.7", true],
    [[{ cidr: "10.0.0.0/24" }], "not an address", false],
    [[{ cidr: "2001:db8::/32" }], "2001:db8:1::1", true],
    [[{ cidr: "2001:db8::/32" }], "2001:db9::1", false],
    [[{ cidr: "10.0.0.0/24" }], "2001:db8::1", false],
    // exists
    [[{ exists: true }], "a", true],
    [[{ exists: true }], null, true],
    [[{ exists: true }], "", true],
    [[{ exists: true }], undefined, false],
    [[{ exists: true }], [], false],
    [[{ exists: true }], { c1: 100 }, false],
    [[{ exists: false }], undefined, true],
    [[{ exists: false }], "a", false],
    [[{ exists: false }], { c1: 100 }, true],
    [[{ exists: false }, "a"], "a", true],
    [[{ exists: false }, "a"], "b", false],
    // wildcard
    [[{ wildcard: "dir/*.png" }], "dir/a.png", true],
    [[{ wildcard: "dir/*.png" }], "dir/sub/a.png", true],
    [[{ wildcard: "dir/*.png" }], "dir/a.jpg", false],
    [[{ wildcard: "Simple*Service" }], "SimpleService", true],
    [[{ wildcard: "a.c" }], "abc", false],
    [[{ wildcard: "*" }], "line\nline", true],
    [[{ wildcard: "a\\*b" }], "a*b", true],
    [[{ wildcard: "a\\*b" }], "axb", false],
    [[{ wildcard: "a\\\\b" }], "a\\b", true],
    [[{ wildcard: "*" }], 5, false],
  ])("%j compared with %j", (alternatives, value, expected) => {
    expect(matches({ detail: { field: alternatives } }, { detail: { field: value } })).toBe(expected);
  });
});

describe("$or", () => {
  const either = {
    source: ["aws.cloudwatch"],
    $or: [
      { metricName: ["CPUUtilization", "ReadLatency"] },
      { metricType: ["MetricType"], namespace: ["AWS/EC2", "AWS/ES"] },
      { scope: ["Service"] },
    ],
  };
  it.each([
    [{ source: "aws.cloudwatch", metricName: "ReadLatency" }, true],
    [{ source: "aws.cloudwatch", metricType: "MetricType", namespace: "AWS/ES" }, true],
    [{ source: "aws.cloudwatch", metricType: "MetricType", namespace: "AWS/S3" }, false],
    [{ source: "aws.cloudwatch", scope: "Service" }, true],
    [{ source: "aws.other", scope: "Service" }, false],
    [{ source: "aws.cloudwatch" }, false],
  ])("needs one alternative besides the other fields: %j", (event, expected) => {
    expect(matches(either, event)).toBe(expected);
  });

  it.each([
    [{ detail: { "c-count": 3, "d-count": 20, "x-limit": 1 } }, true],
    [{ detail: { "c-count": 7, "d-count": 9, "x-limit": 1 } }, true],
    [{ detail: { "c-count": 7, "d-count": 20, "x-limit": 301.8 } }, true],
    [{ detail: { "c-count": 7, "d-count": 20, "x-limit": 1 } }, false],
  ])("stands at any depth: %j", (event, expected) => {
    const pattern = {
      detail: {
        $or: [
          { "c-count": [{ numeric: [">", 0, "<=", 5] }] },
          { "d-count": [{ numeric: ["<", 10] }] },
          { "x-limit": [{ numeric: ["=", 3.018e2] }] },
        ],
      },
    };
    expect(matches(pattern, event)).toBe(expected);
  });

  it("nests", () => {
    const pattern = { $or: [{ a: [1], $or: [{ b: [1] }, { c: [1] }] }, { d: [1] }] };
    expect([{ a: 1, c: 1 }, { a: 1 }, { d: 1 }].map((event) => matches(pattern, event))).toEqual([true, false, true]);
  });
});

describe("arrays of objects", () => {
  const event = {
    tags: [
      { key: "a", value: "1" },
      { key: "b", value: "2" },
    ],
  };
  it.each([
    ["all fields in one element", { tags: { key: ["b"], value: ["2"] } }, true],
    ["fields in different elements", { tags: { key: ["a"], value: ["2"] } }, false],
    ["no element has the field", { tags: { other: [{ exists: false }] } }, true],
    ["one element has the field", { tags: { key: [{ exists: false }] } }, false],
  ])("%s", (_, pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

describe("an invalid pattern is refused in AWS's words", () => {
  it.each([
    ["not JSON", "Filter is not valid JSON"],
    ["[]", "Filter is not an object"],
    ['"a"', "Filter is not an object"],
    ["{}", "Empty objects are not allowed"],
    ['{"detail":{}}', "Empty objects are not allowed"],
    ['{"source":[]}', "Empty arrays are not allowed"],
    ['{"source":"aws.ec2"}', '"source" must be an object or an array'],
    ['{"source":null}', '"source" must be an object or an array'],
    ['{"source":[["a"]]}', "Match value must be String, number, true, false, or null"],
    ['{"source":[{}]}', "Match expression name not found"],
    ['{"source":[{"prefix":"a","suffix":"b"}]}', "Only one key allowed in match expression"],
    ['{"source":[{"begins":"a"}]}', "Unrecognized match type begins"],
    ['{"source":[{"prefix":1}]}', "prefix match pattern must be a string"],
    ['{"source":[{"suffix":null}]}', "suffix match pattern must be a string"],
    ['{"source":[{"equals-ignore-case":["a"]}]}', "equals-ignore-case match pattern must be a string"],
    ['{"source":[{"wildcard":1}]}', "wildcard match pattern must be a string"],
    ['{"source":[{"wildcard":"a**b"}]}', "Consecutive wildcard characters at pos 2"],
    ['{"source":[{"wildcard":"a\\\\b"}]}', "Invalid escape character at pos 2"],
    ['{"source":[{"exists":"true"}]}', "exists match pattern must be either true or false."],
    ['{"source":[{"numeric":1}]}', "Value of numeric must be an array."],
    ['{"source":[{"numeric":[]}]}', "Invalid member in numeric match: ]"],
    ['{"source":[{"numeric":[1]}]}', "Invalid member in numeric match: 1"],
    ['{"source":[{"numeric":["==",1]}]}', "Unrecognized numeric range operator: =="],
    ['{"source":[{"numeric":["=","1"]}]}', "Value of equals must be numeric"],
    ['{"source":[{"numeric":["<"]}]}', "Value of < must be numeric"],
    ['{"source":[{"numeric":["<",1,">",0]}]}', "Too many elements in numeric expression"],
    ['{"source":[{"numeric":[">",1,2]}]}', "Bad value in numeric range: 2"],
    ['{"source":[{"numeric":[">",1,">",2]}]}', "Bad numeric range operator: >"],
    ['{"source":[{"numeric":[">",1,"<","2"]}]}', "Value of < must be numeric"],
    ['{"source":[{"numeric":[">",2,"<",1]}]}', "Bottom must be less than top"],
    ['{"source":[{"numeric":[">",1,"<",2,"<",3]}]}', "Too many terms in numeric range expression"],
    ['{"source":[{"numeric":["=",6e9]}]}', "Value must be between -5.0E9 and 5.0E9, inclusive"],
    ['{"source":[{"cidr":1}]}', "prefix match pattern must be a string"],
    ['{"source":[{"cidr":"10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
    ['{"source":[{"cidr":"10.0.0.0/a"}]}', "Malformed CIDR, mask bits must be an integer"],
    ['{"source":[{"cidr":"10.0.0.0/-1"}]}', "Malformed CIDR, mask bits must not be negative"],
    ['{"source":[{"cidr":"10.0.0/8"}]}', "Nonstandard IP address: 10.0.0"],
    ['{"source":[{"cidr":"10.0.0.0/32"}]}', "IPv4 mask bits must be < 32"],
    ['{"source":[{"cidr":"::1/128"}]}', "IPv6 mask bits must be < 128"],
    ['{"source":[{"anything-but":true}]}', "Value of anything-but must be an array or single string/number value."],
    ['{"source":[{"anything-but":[null]}]}', "Inside anything but list, start|null|boolean is not supported."],
    [
      '{"source":[{"anything-but":["a",1]}]}',
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    ],
    [
      '{"source":[{"anything-but":[]}]}',
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    ],
    ['{"source":[{"anything-but":{"numeric":["=",1]}}]}', "Unsupported anything-but pattern: numeric"],
    ['{"source":[{"anything-but":{"prefix":""}}]}', "Null prefix/suffix not allowed"],
    ['{"source":[{"anything-but":{"suffix":1}}]}', "prefix/suffix match pattern must be a string"],
    [
      '{"source":[{"anything-but":{"equals-ignore-case":1}}]}',
      "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
    ],
    ['{"$or":{"a":[1]}}', "It must be an Array followed with $or."],
    ['{"$or":[{"a":[1]}]}', "There must have at least 2 Objects in $or relationship."],
    ['{"$or":[{"a":[1]},1]}', "Only JSON object is allowed in array of $or relationship."],
    ['{"$or":[{"a":[1]},{}]}', "Empty objects are not allowed"],
    ['{"$or":[{"a":[1]},{"prefix":["b"]}]}', "prefix is Ruler reserved fieldName which cannot be used inside $or."],
  ])("%s", (text, reason) => {
    expect(() => parsePattern(text)).toThrow(
      expect.objectContaining({
        name: "InvalidEventPatternException",
        message: `Event pattern is not valid. Reason: ${reason}`,
      }),
    );
  });
});

describe("for any values", () => {
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const text = fc.string();

  it("a field matches exactly the values that its pattern lists", () => {
    fc.assert(
      fc.property(fc.array(scalar, { minLength: 1 }), scalar, (listed, value) => {
        expect(matches({ field: listed }, { field: value })).toBe(listed.includes(value));
      }),
    );
  });

  it("anything-but is the opposite of equality, for every value that is there", () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), scalar, (listed, value) => {
        expect(matches({ field: [{ "anything-but": listed }] }, { field: value })).toBe(
          !matches({ field: listed }, { field: value }),
        );
      }),
    );
  });

  it("a prefix is a wildcard at the end, a suffix one at the start", () => {
    const escaped = (part: string) => part.replaceAll("\\", "\\\\").replaceAll("*", "\\*");
    fc.assert(
      fc.property(text, text, (part, value) => {
        const event = { field: value };
        expect(matches({ field: [{ wildcard: `${escaped(part)}*` }] }, event)).toBe(
          matches({ field: [{ prefix: part }] }, event),
        );
        expect(matches({ field: [{ wildcard: `*${escaped(part)}` }] }, event)).toBe(
          matches({ field: [{ suffix: part }] }, event),
        );
      }),
    );
  });

  it("exists: true and exists: false exclude each other", () => {
    fc.assert(
      fc.property(fc.record({ field: fc.jsonValue() }, { requiredKeys: [] }), (event) => {
        expect(matches({ field: [{ exists: true }] }, event)).not.toBe(matches({ field: [{ exists: false }] }, event));
      }),
    );
  });

  it("two alternatives match what $or of them matches", () => {
    fc.assert(
      fc.property(scalar, scalar, scalar, (one, other, value) => {
        expect(matches({ $or: [{ field: [one] }, { field: [other] }] }, { field: value })).toBe(
          matches({ field: [one, other] }, { field: value }),
        );
      }),
    );
  });
});
