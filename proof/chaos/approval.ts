/** Approval in chaos, as plain data: what a run's environment asks for, what people do about it, and what they did. */
import fc from "fast-check";

/** What an environment asks for before its traffic moves; undefined if nothing. */
export type Terms = { readonly approvers: number; readonly deadline: number } | undefined;

/** Decided once for a whole run. The deadlines are shorter than some people take. */
export const terms: fc.Arbitrary<Terms> = fc.constantFrom<Terms[]>(
  undefined,
  undefined,
  undefined,
  { approvers: 1, deadline: 60 },
  { approvers: 1, deadline: 600 },
  { approvers: 2, deadline: 120 },
);

export interface Signing {
  readonly name: "ann" | "bob";
  readonly verb: "approve" | "reject";
  /** Seconds since the approval was asked for. */
  readonly after: number;
}

/** What people do about what is asked for. */
export const courses = {
  "approved at once": [
    { name: "ann", verb: "approve", after: 0 },
    { name: "bob", verb: "approve", after: 0 },
  ],
  "approved by and by": [
    { name: "bob", verb: "approve", after: 20 },
    { name: "ann", verb: "approve", after: 50 },
  ],
  "approved late": [
    { name: "ann", verb: "approve", after: 58 },
    { name: "bob", verb: "approve", after: 119 },
  ],
  "approved twice by one": [
    { name: "ann", verb: "approve", after: 10 },
    { name: "ann", verb: "approve", after: 30 },
  ],
  "approved, then rejected": [
    { name: "ann", verb: "approve", after: 14 },
    { name: "bob", verb: "reject", after: 15 },
  ],
  rejected: [{ name: "bob", verb: "reject", after: 30 }],
  "seen by nobody": [],
} as const satisfies Readonly<Record<string, readonly Signing[]>>;
export type Course = keyof typeof courses;

/** Mostly such that something comes of the deployment. */
export const course: fc.Arbitrary<Course> = fc.constantFrom<Course[]>(
  "approved at once",
  "approved at once",
  "approved at once",
  "approved by and by",
  "approved by and by",
  "approved late",
  "approved twice by one",
  "approved, then rejected",
  "rejected",
  "seen by nobody",
);

/** A signature that was taken. */
export interface Signed {
  readonly deployment: string;
  readonly name: string;
  readonly verb: "approve" | "reject";
  readonly at: number;
}
