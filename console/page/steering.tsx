/** What one can do: a button for each action, and where that is not now, why. */
import { useSignal } from "@preact/signals";
import type { EnvironmentSnapshot, Offer } from "../snapshot.ts";
import { pathTo } from "./address.ts";
import { ActionDialog } from "./dialog.tsx";
import { Icon } from "./icon.tsx";
import { connection } from "./seen.ts";

const labels: Readonly<Record<Offer["action"], string>> = {
  approve: "Approve …",
  reject: "Reject …",
  resume: "Go on with the rollback …",
  accept: "Accept as it is …",
  rollback: "Roll back …",
  switch: "Switch …",
  release: "Release …",
  deploy: "Deploy …",
  scaledown: "Scale down …",
};

const inOrder = Object.keys(labels) as readonly Offer["action"][];

/** Actions that only some moments know: elsewhere they are no news. */
const ofAMoment: ReadonlySet<Offer["action"]> = new Set(["approve", "reject", "resume", "accept"]);

/** The offers to show, in the order of the buttons. */
const shownOffers = ({ offers, approval, deployment }: EnvironmentSnapshot): readonly Offer[] =>
  inOrder.flatMap((action) => {
    const offer = offers.find((each) => each.action === action);
    if (offer === undefined) return [];
    const isItsMoment =
      action === "approve" || action === "reject" ? approval.value !== null : deployment.value?.runbook != null;
    return ofAMoment.has(action) && offer.whyNot !== null && !isItsMoment ? [] : [offer];
  });

const idOfReason = (reasons: readonly string[], whyNot: string): string => `why-not-${reasons.indexOf(whyNot)}`;

/** Each reason once, with the buttons that it keeps back. */
const WhyNot = ({ offers, reasons }: { readonly offers: readonly Offer[]; readonly reasons: readonly string[] }) => (
  <>
    {reasons.map((whyNot) => (
      <p key={whyNot} class="why-not muted" id={idOfReason(reasons, whyNot)}>
        <Icon shape="not reached" />
        <span>
          <b>
            {offers
              .filter((each) => each.whyNot === whyNot)
              .map(({ action }) => labels[action].replace(" …", ""))
              .join(", ")}
            :
          </b>{" "}
          {whyNot}
        </span>
      </p>
    ))}
  </>
);

/** The buttons; their dialog shows the plan first. Nothing where the console only reads. */
export const Steering = ({ snapshot }: { readonly snapshot: EnvironmentSnapshot }) => {
  const open = useSignal<Offer["action"] | null>(null);
  const begun = useSignal<string | null>(null);
  if (snapshot.readOnly || connection.value.state === "saved") return null;
  const offers = shownOffers(snapshot);
  const reasons = [...new Set(offers.flatMap(({ whyNot }) => whyNot ?? []))];
  const { name } = snapshot.environment;
  return (
    <div class="steering">
      <div class="buttons">
        {offers.map(({ action, whyNot }) => (
          <button
            key={action}
            type="button"
            class={`act ${action}`}
            aria-disabled={whyNot !== null}
            aria-describedby={whyNot === null ? undefined : idOfReason(reasons, whyNot)}
            onClick={() => {
              if (whyNot === null) open.value = action;
            }}
          >
            {labels[action]}
          </button>
        ))}
      </div>
      <WhyNot offers={offers} reasons={reasons} />
      {begun.value !== null && snapshot.deployment.value?.id !== begun.value && (
        <p class="busy">
          <Icon shape="here" /> Asked for as <a href={pathTo(name, begun.value)}>{begun.value}</a>; it shows here as
          soon as it begins.
        </p>
      )}
      {open.value !== null && (
        <ActionDialog
          key={open.value}
          action={open.value}
          label={labels[open.value].replace(" …", "")}
          snapshot={snapshot}
          close={(deployment) => {
            open.value = null;
            if (deployment !== null) begun.value = deployment;
          }}
        />
      )}
    </div>
  );
};
