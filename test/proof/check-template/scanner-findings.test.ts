import { describe, expect, it } from "vitest";
import type { Exception } from "../../../proof/check-template/exceptions.ts";
import {
  checkedIn,
  heldAgainst,
  lintedIn,
  type ScannerFinding,
} from "../../../proof/check-template/scanner-findings.ts";

const exception = (rule: string, of: RegExp): Exception => ({ tool: "checkov", rule, of, reason: "so it is" });
const found = (rule: string, resource: string): ScannerFinding => ({ tool: "checkov", rule, resource, says: "no" });

describe("what scanners find of the template", () => {
  it("is open unless an exception names its rule and its resource, and an exception that nothing needs is told", () => {
    const [queue, topic] = [found("A", "Queue"), found("A", "Topic")];
    const [forQueues, forNothing] = [exception("A", /^Queue$/), exception("B", /./)];
    expect(heldAgainst([queue, topic], [forQueues, forNothing])).toEqual({ open: [topic], idle: [forNothing] });
    expect(heldAgainst([{ ...queue, tool: "cfn-lint" }], [forQueues]).open).toHaveLength(1);
  });

  it("is read as each of them prints it", () => {
    const linted = [
      { Rule: { Id: "W3005" }, Message: "no", Location: { Path: ["Resources", "Queue", "DependsOn", 0] } },
    ];
    expect(lintedIn(JSON.stringify(linted))).toEqual([
      { tool: "cfn-lint", rule: "W3005", resource: "Queue", says: "no" },
    ]);
    const checked = {
      results: { failed_checks: [{ check_id: "A", check_name: "no", resource: "AWS::SQS::Queue.Queue" }] },
    };
    expect(checkedIn(JSON.stringify(checked))).toEqual([found("A", "Queue")]);
  });
});
