/** One confirmation: what it would do, which release users will get, why, and where a mistake reaches users, the environment's name. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { EnvironmentSnapshot, Offer } from "../snapshot.ts";
import { askPlan, askReleases, askStart, type PlanShown, type ReleaseOption, type WantedAction } from "./asking.ts";
import { Attributes, SignMark } from "./changes.tsx";
import { Icon } from "./icon.tsx";
import { ReleaseName } from "./release.tsx";
import { countInWords } from "./words.ts";

interface DialogState {
  readonly wanted: Signal<WantedAction>;
  readonly planned: Signal<PlanShown | null>;
  readonly says: Signal<string | null>;
  readonly busy: Signal<boolean>;
}

const needsRelease = (action: Offer["action"]): boolean => action === "deploy" || action === "release";

/** Nobody who brings traffic back to safety has to find words first. */
const isWayBack = (action: Offer["action"]): boolean => action === "rollback" || action === "resume";

const Refusal = ({ says }: { readonly says: string | null }) =>
  says === null ? null : (
    <p class="refusal trouble" role="alert">
      <Icon shape="trouble" />
      <span>{says}</span>
    </p>
  );

/** Asks for the plan of what is wanted now. */
const plan = async ({ wanted, planned, says, busy }: DialogState): Promise<void> => {
  const about = wanted.value;
  busy.value = true;
  says.value = null;
  const answer = await askPlan(about);
  // Something else may be wanted by now.
  if (wanted.value !== about) return;
  busy.value = false;
  planned.value = answer.ok ? answer.value : null;
  if (!answer.ok) says.value = answer.says;
};

const ReleaseOptions = ({ state, options }: { state: DialogState; options: readonly ReleaseOption[] }) => {
  const { releaseOf, releaseText } = state.wanted.value;
  const take = (change: Pick<WantedAction, "releaseOf" | "releaseText">) => {
    const { releaseOf: _of, releaseText: _text, ...rest } = state.wanted.value;
    state.wanted.value = { ...rest, ...change };
  };
  return (
    <fieldset>
      <legend>Which release</legend>
      {options.map(({ name, says, release, from }) => (
        <label key={`${from} ${name}`} class="option">
          <input type="radio" name="release" checked={releaseOf === name} onChange={() => take({ releaseOf: name })} />
          <span>
            <ReleaseName release={release} /> <span class="muted">{says}</span>
          </span>
        </label>
      ))}
      <label class="option">
        <input
          type="radio"
          name="release"
          checked={releaseText !== undefined}
          onChange={() => take({ releaseText: "" })}
        />
        <span>a release file, pasted</span>
      </label>
      {releaseText !== undefined && (
        <textarea
          rows={6}
          class="file"
          aria-label="Release file"
          placeholder={'version: "5"\ncommit: 0123456789abcdef0123456789abcdef01234567\nimageId: ami-…'}
          value={releaseText}
          onInput={({ currentTarget }) => take({ releaseText: currentTarget.value })}
        />
      )}
    </fieldset>
  );
};

/** First, where an action brings a release: which one. */
const Choose = ({ state, action }: { readonly state: DialogState; readonly action: Offer["action"] }) => {
  const options = useSignal<readonly ReleaseOption[] | null>(null);
  const { wanted, says, busy } = state;
  useEffect(() => {
    void askReleases(wanted.peek().environment).then((answer) => {
      options.value = answer.ok ? answer.value.options : [];
      if (!answer.ok) says.value = answer.says;
    });
  }, []);
  const isChosen = wanted.value.releaseOf !== undefined || (wanted.value.releaseText ?? "").trim() !== "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isChosen) void plan(state);
        else says.value = "Which release? Choose one, or paste a release file.";
      }}
    >
      {options.value === null ? (
        <p class="empty">Reading which releases there are.</p>
      ) : (
        <ReleaseOptions state={state} options={options.value} />
      )}
      {action === "release" && (
        <label class="option">
          <input
            type="checkbox"
            checked={wanted.value.scaledown === true}
            onChange={({ currentTarget }) => {
              wanted.value = { ...wanted.value, scaledown: currentTarget.checked };
            }}
          />
          <span>scale the other side down afterwards</span>
        </label>
      )}
      <Refusal says={says.value} />
      <p class="buttons">
        <button type="submit" class="act" aria-disabled={busy.value}>
          {busy.value ? "Planning" : "Show the plan"}
        </button>
        <CancelButton />
      </p>
    </form>
  );
};

const CancelButton = () => (
  <button type="button" class="quiet" onClick={({ currentTarget }) => currentTarget.closest("dialog")?.close()}>
    Cancel
  </button>
);

const PlanLines = ({ planned }: { readonly planned: PlanShown }) => (
  <div class="plan">
    <p>{planned.says}</p>
    {planned.release !== null && (
      <p class="will-get">
        Users will get release <ReleaseName release={planned.release} />
      </p>
    )}
    {planned.notices.map((notice) => (
      <p key={notice} class="waits">
        <Icon shape="trouble" /> <span>{notice}</span>
      </p>
    ))}
    <h3>{countInWords(planned.plan.length, "change")}</h3>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
    <ul class="journal" tabIndex={0} aria-label="The plan">
      {planned.plan.map(({ sign, kind, resource, attributes }) => (
        <li key={`${kind} ${resource}`}>
          <SignMark sign={sign} /> <span class="kind">{kind}</span> <b>{resource}</b>
          <Attributes attributes={attributes} />
        </li>
      ))}
    </ul>
  </div>
);

interface ConfirmProps {
  readonly state: DialogState;
  readonly planned: PlanShown;
  readonly begun: (deployment: string) => void;
}

/** Then the plan, and what has to be said for it. */
const Confirm = ({ state, planned, begun }: ConfirmProps) => {
  const { wanted, says, busy } = state;
  const start = async (form: HTMLFormElement) => {
    const said = new FormData(form);
    const reason = String(said.get("reason") ?? "").trim();
    const typedName = String(said.get("typed-name") ?? "").trim();
    if (reason === "" && !isWayBack(wanted.value.action))
      says.value = "Why? The reason stands in the journal, for those who read it tomorrow.";
    else if (planned.typeName && typedName !== wanted.value.environment)
      says.value = `Type ${wanted.value.environment}: this reaches users.`;
    else {
      busy.value = true;
      says.value = null;
      const answer = await askStart(wanted.value, planned, { reason, ...(planned.typeName ? { typedName } : {}) });
      busy.value = false;
      if (answer.ok) begun(answer.value.deployment);
      else {
        says.value = answer.says;
        if (answer.planned !== null) state.planned.value = answer.planned;
      }
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy.value) void start(event.currentTarget);
      }}
    >
      <PlanLines planned={planned} />
      <label class="field">
        Reason{isWayBack(wanted.value.action) ? ", if there is time" : ""}
        <input name="reason" autocomplete="off" required={!isWayBack(wanted.value.action)} maxLength={256} />
      </label>
      {planned.typeName && (
        <label class="field">
          Environment's name
          <input
            name="typed-name"
            autocomplete="off"
            required
            placeholder={wanted.value.environment}
            spellcheck={false}
          />
        </label>
      )}
      <Refusal says={says.value} />
      <p class="buttons">
        <button type="submit" class="act start" aria-disabled={busy.value}>
          {busy.value ? "Starting" : "Start"}
        </button>
        <CancelButton />
      </p>
    </form>
  );
};

/** The deployment that an action is about, where it is about one. */
const aboutDeployment = (
  action: Offer["action"],
  { approval, deployment }: EnvironmentSnapshot,
): string | undefined => {
  if (action === "approve" || action === "reject") return approval.value?.deployment;
  // Which one a rollback undoes, its plan says: the last that ended may have been undone already.
  const isOpen = deployment.value !== null && deployment.value.outcome === null;
  return isOpen && ["rollback", "resume", "accept"].includes(action) ? deployment.value?.id : undefined;
};

interface ActionDialogProps {
  readonly action: Offer["action"];
  readonly label: string;
  readonly snapshot: EnvironmentSnapshot;
  /** With the deployment that was started, or null. */
  readonly close: (deployment: string | null) => void;
}

/** The dialog of an action, from the choice of a release, where it brings one, to its start. */
export const ActionDialog = ({ action, label, snapshot, close }: ActionDialogProps) => {
  const { name, stage } = snapshot.environment;
  const about = aboutDeployment(action, snapshot);
  const dialog = useRef<HTMLDialogElement>(null);
  const state: DialogState = {
    wanted: useSignal<WantedAction>({
      environment: name,
      action,
      ...(about === undefined ? {} : { deployment: about }),
    }),
    planned: useSignal<PlanShown | null>(null),
    says: useSignal<string | null>(null),
    busy: useSignal(false),
  };
  useEffect(() => {
    dialog.current?.showModal();
    if (!needsRelease(action)) void plan(state);
  }, []);
  const planned = state.planned.value;
  return (
    <dialog ref={dialog} class="action" aria-labelledby="action" onClose={() => close(null)}>
      <h2 id="action">
        {label}: {name} <span class="stage">{stage}</span>
      </h2>
      {planned !== null ? (
        <Confirm state={state} planned={planned} begun={close} />
      ) : needsRelease(action) ? (
        <Choose state={state} action={action} />
      ) : (
        <>
          {state.busy.value && <p class="empty">Planning.</p>}
          <Refusal says={state.says.value} />
          <p class="buttons">
            <CancelButton />
          </p>
        </>
      )}
    </dialog>
  );
};
