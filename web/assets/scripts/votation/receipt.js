// What is wrong with a receipt, or with the batch of the board that should hold its ballot. Codes, no sentences.
import { hash, isHash } from "./bytes.js";
import { manifestHash, tagged, verifies, without } from "./canonical.js";

const FIELDS = ["ballot", "manifest", "schema", "sealed_by", "signature", "votation"];

function isReceipt(receipt) {
  return typeof receipt === "object" && receipt !== null
    && Object.keys(receipt).sort().join() === FIELDS.join()
    && receipt.schema === "capco.receipt/1" && isHash(receipt.ballot)
    && ["elector", "server"].includes(receipt.sealed_by);
}

// Nothing, or malformed, other_votation, other_manifest, other_ballot, forged. `ballot` is the hash of what was
// sealed here, where that is known.
export function complaint(receipt, manifest, ballot = null) {
  if (!isReceipt(receipt)) return "malformed";
  if (receipt.votation !== manifest.votation) return "other_votation";
  if (receipt.manifest !== manifestHash(manifest)) return "other_manifest";
  if (ballot !== null && receipt.ballot !== ballot) return "other_ballot";
  const signed = verifies("receipt", without(receipt, "signature"), receipt.signature, manifest.keys.board);
  return signed ? null : "forged";
}

const EPOCHS = ["capco.epoch/1", "capco.epoch/2"];

// Whether this is a batch of this votation's board, signed, with this ballot in it.
export function holdsBallot(epoch, manifest, ballot) {
  try {
    const root = hash(tagged("epoch", without(epoch, "root", "signature")));
    return EPOCHS.includes(epoch.schema) && epoch.votation === manifest.votation
      && epoch.manifest === manifestHash(manifest) && epoch.root === root && epoch.ballots.includes(ballot)
      && verifies("epoch-root", { root }, epoch.signature, manifest.keys.board);
  } catch {
    return false;
  }
}
