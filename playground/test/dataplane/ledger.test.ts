import { expect, it } from "vitest";
import { addReport, type Counted, emptyLedger, mostFailures } from "../../dataplane/ledger.ts";

const counted = (more: Partial<Counted>): Counted => ({
  listener: "web:80",
  status: 200,
  version: "1",
  instance: "i-1",
  failed: false,
  count: 1,
  ...more,
});
const sideOf = (instance: string) => ({ "i-1": "web-blue", "i-2": "web-green" })[instance];
const failure = {
  time: "2026-01-01T00:00:00.000Z",
  listener: "web:80",
  url: "http://a",
  status: 502,
};

it("a ledger adds up reports by listener, status, version and side", () => {
  const reports = [
    {
      counted: [counted({ count: 5 }), counted({ listener: "web:443", version: "2", instance: "i-2", count: 2 })],
      failures: [],
    },
    {
      counted: [counted({ status: 502, version: undefined, instance: undefined, failed: true }), counted({ count: 3 })],
      failures: [failure],
    },
  ];
  expect(reports.reduce((ledger, report) => addReport(ledger, report, sideOf), emptyLedger)).toEqual({
    notSent: 0,
    total: 11,
    failed: 1,
    byListener: {
      "web:80": { total: 9, failed: 1, byStatus: { 200: 8, 502: 1 } },
      "web:443": { total: 2, failed: 0, byStatus: { 200: 2 } },
    },
    byVersion: { 1: { total: 8, failed: 0 }, 2: { total: 2, failed: 0 }, none: { total: 1, failed: 1 } },
    bySide: {
      "web-blue": { total: 8, failed: 0 },
      "web-green": { total: 2, failed: 0 },
      none: { total: 1, failed: 1 },
    },
    failures: [failure],
  });
});

it("a ledger keeps the first failures only", () => {
  const failures = Array.from({ length: mostFailures + 5 }, (_, index) => ({ ...failure, url: `http://${index}` }));
  expect(addReport(emptyLedger, { counted: [], failures }, sideOf).failures).toEqual(failures.slice(0, mostFailures));
});
