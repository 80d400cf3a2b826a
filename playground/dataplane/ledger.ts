/** Requests of a kind that ended, as the client counts them up between two reports. */
export interface Counted {
  readonly listener: string;
  /** The answer's status; 0 if there was no answer. */
  readonly status: number;
  /** From the headers `x-release` and `x-instance` of the answer, if it had them. */
  readonly version: string | undefined;
  readonly instance: string | undefined;
  readonly failed: boolean;
  readonly count: number;
}

export interface Failure {
  readonly time: string;
  readonly listener: string;
  readonly url: string;
  /** 0 if there was no answer. */
  readonly status: number;
  /** What broke, unless the answer's status is the failure. */
  readonly error?: string;
  /** The instance that the request was sent to, where that is known. */
  readonly instance?: string;
}

export interface Tally {
  readonly total: number;
  readonly failed: number;
}

/** Every request that clients made and that has ended. `none` stands for answers without a version or a side. */
export interface Ledger extends Tally {
  readonly byListener: Readonly<Record<string, Tally & { readonly byStatus: Readonly<Record<string, number>> }>>;
  readonly byVersion: Readonly<Record<string, Tally>>;
  readonly bySide: Readonly<Record<string, Tally>>;
  /** Requests that were due and not sent, since too many waited for their end: the machine was too busy. */
  readonly notSent: number;
  /** The first of them that failed. */
  readonly failures: readonly Failure[];
}

export const emptyLedger: Ledger = {
  total: 0,
  failed: 0,
  byListener: {},
  byVersion: {},
  bySide: {},
  notSent: 0,
  failures: [],
};

/** How many failures a ledger, and each report to it, keeps word by word. */
export const mostFailures = 200;

const tally = <T extends Tally>(before: T | undefined, { count, failed }: Counted): Tally => ({
  total: (before?.total ?? 0) + count,
  failed: (before?.failed ?? 0) + (failed ? count : 0),
});

const addCounted = (ledger: Ledger, counted: Counted, sideOf: (instance: string) => string | undefined): Ledger => {
  const { listener, status, instance, count, version = "none" } = counted;
  const side = (instance === undefined ? undefined : sideOf(instance)) ?? "none";
  const before = ledger.byListener[listener];
  return {
    ...ledger,
    ...tally(ledger, counted),
    byListener: {
      ...ledger.byListener,
      [listener]: {
        ...tally(before, counted),
        byStatus: { ...before?.byStatus, [status]: (before?.byStatus[status] ?? 0) + count },
      },
    },
    byVersion: { ...ledger.byVersion, [version]: tally(ledger.byVersion[version], counted) },
    bySide: { ...ledger.bySide, [side]: tally(ledger.bySide[side], counted) },
  };
};

/** The ledger with what a client reported; `sideOf` names the Auto Scaling group of an instance. */
export const addReport = (
  ledger: Ledger,
  report: { readonly counted: readonly Counted[]; readonly failures: readonly Failure[]; readonly notSent?: number },
  sideOf: (instance: string) => string | undefined,
): Ledger => {
  const added = report.counted.reduce((sum, counted) => addCounted(sum, counted, sideOf), ledger);
  return {
    ...added,
    notSent: ledger.notSent + (report.notSent ?? 0),
    failures: [...added.failures, ...report.failures].slice(0, mostFailures),
  };
};
