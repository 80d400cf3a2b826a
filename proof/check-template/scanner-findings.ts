/** What scanners found of a template, held against the exceptions; pure. */
import type { Exception } from "./exceptions.ts";

export interface ScannerFinding {
  readonly tool: Exception["tool"];
  readonly rule: string;
  /** The logical id. */
  readonly resource: string;
  readonly says: string;
}

const covers = (exception: Exception, { tool, rule, resource }: ScannerFinding): boolean =>
  exception.tool === tool && exception.rule === rule && exception.of.test(resource);

/** What no exception covers, and the exceptions that cover nothing any more. */
export const heldAgainst = (found: readonly ScannerFinding[], exceptions: readonly Exception[]) => ({
  open: found.filter((each) => !exceptions.some((exception) => covers(exception, each))),
  idle: exceptions.filter((exception) => !found.some((each) => covers(exception, each))),
});

interface Linted {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path?: readonly (string | number)[] | null };
}

/** What cfn-lint answers with `--format json`. */
export const lintedIn = (json: string): readonly ScannerFinding[] =>
  (JSON.parse(json) as readonly Linted[]).map(({ Rule: { Id }, Message, Location: { Path } }) => ({
    tool: "cfn-lint",
    rule: Id,
    resource: String(Path?.[1] ?? "(the template)"),
    says: Message,
  }));

interface Checked {
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly resource: string;
    }[];
  };
}

/** What checkov answers with `-o json`: a resource is called by its type and its id. */
export const checkedIn = (json: string): readonly ScannerFinding[] =>
  (JSON.parse(json) as Checked).results.failed_checks.map(({ check_id, check_name, resource }) => ({
    tool: "checkov",
    rule: check_id,
    resource: resource.split(".").at(-1) ?? resource,
    says: check_name,
  }));
