/** What an action leads to, in the words of whoever is to agree to it, and what is asked of him first. */
import { hasUsers } from "../command/deployments/mean-it.ts";
import type { AnyEnvironment, Side } from "../src/deployment/environment.ts";
import type { Offer, ShownRelease } from "./snapshot.ts";

type Steering = Offer["action"];

/** The ways back to safety: nobody is asked for more than a click there. */
const waysBack: ReadonlySet<Steering> = new Set(["rollback", "resume", "reject"]);

/** Whether the environment's name is to be typed: users are there, and it is no way back. */
export const mustTypeName = (action: Steering, { stage }: Pick<AnyEnvironment, "stage">): boolean =>
  hasUsers(stage) && !waysBack.has(action);

/** Whether it must say why. A rejection is told to whoever waits. */
export const mustSayWhy = (action: Steering): boolean => action === "reject" || !waysBack.has(action);

/** Who has the traffic afterwards, and with what. */
export interface Afterwards {
  readonly side: Side | null;
  readonly release: ShownRelease | null;
  /** Whether that is another side than now. */
  readonly moves: boolean;
}

interface Agreed {
  readonly action: Steering;
  readonly environment: string;
  /** The one that is gone on with, undone, accepted or judged. */
  readonly deployment: string | null;
  /** What is deployed, and where to, if anything is. */
  readonly deployed: { readonly version: string; readonly side: Side | null } | null;
  readonly emptied: Side | null;
  readonly afterwards: Afterwards;
}

/** `release 4 on blue`. */
const named = ({ side, release }: Afterwards): string =>
  `${release === null ? "what was there before Sarcelle" : `release ${release.version}`}${side === null ? "" : ` on ${side}`}`;

const usersOf = ({ environment, afterwards }: Agreed): string =>
  afterwards.side === null && afterwards.release === null
    ? `who has the traffic of ${environment} stays as it is`
    : `users of ${environment} ${afterwards.moves ? "will get" : "keep"} ${named(afterwards)}`;

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** What comes of it, as a sentence or two; the release that users get is named in each. */
export const agreementInWords = (agreed: Agreed): string => {
  const { action, environment, deployment, deployed, emptied } = agreed;
  const users = usersOf(agreed);
  switch (action) {
    case "deploy":
      return `Release ${deployed?.version} goes to ${deployed?.side ?? "the idle side"}, which has no traffic; ${users}.`;
    case "scaledown":
      return `${sentence(`empties ${emptied ?? "the idle side"}; ${users}`)} The way back is longer then: its instances have to boot first.`;
    case "rollback":
      return sentence(`undoes '${deployment}'; ${users}`);
    case "resume":
      return sentence(`goes on with the rollback of '${deployment}'; ${users}`);
    case "accept":
      return `Closes '${deployment}' as it is, and frees ${environment}. Nothing more of it is undone; ${users}.`;
    case "approve":
      return sentence(
        `once enough people have approved '${deployment}', ${agreed.afterwards.moves ? users : `traffic of ${environment} moves`}`,
      );
    case "reject":
      return sentence(`'${deployment}' is undone; ${users}`);
    default:
      return sentence(users);
  }
};
