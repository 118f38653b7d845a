import { blockedEvacuation } from "./blocked-evacuation.ts";
import { bypassedStages } from "./bypassed-stages.ts";
import { canaryHoldsTier1 } from "./canary-holds-tier-1.ts";
import { canaryNotRepresentative } from "./canary-not-representative.ts";
import { circularRecovery } from "./circular-recovery.ts";
import { consolidation } from "./consolidation.ts";
import { dependencyCycle } from "./dependency-cycle.ts";
import { diversityLost } from "./diversity-lost.ts";
import { drift } from "./drift.ts";
import { duplicateName } from "./duplicate-name.ts";
import { endlessHoldback } from "./endless-holdback.ts";
import { estateBasket } from "./estate-basket.ts";
import { expires } from "./expires.ts";
import { expiresTogether } from "./expires-together.ts";
import { firstStageTooLarge } from "./first-stage-too-large.ts";
import { frozen } from "./frozen.ts";
import { fuse } from "./fuse.ts";
import { keepApartBroken } from "./keep-apart-broken.ts";
import { knownBadBuild } from "./known-bad-build.ts";
import { knownBadStep } from "./known-bad-step.ts";
import { localDisk } from "./local-disk.ts";
import { missingCounterpart } from "./missing-counterpart.ts";
import { mixedBuilds } from "./mixed-builds.ts";
import { movingTarget } from "./moving-target.ts";
import { nearName } from "./near-name.ts";
import { needsUnknown } from "./needs-unknown.ts";
import { noChecksum } from "./no-checksum.ts";
import { noClockForward } from "./no-clock-forward.ts";
import { noHalt } from "./no-halt.ts";
import { noKeepApart } from "./no-keep-apart.ts";
import { noRedundancy } from "./no-redundancy.ts";
import { noRetreat } from "./no-retreat.ts";
import { noRollback } from "./no-rollback.ts";
import { overlappingRollouts } from "./overlapping-rollouts.ts";
import { pairTogether } from "./pair-together.ts";
import { restartCapacity } from "./restart-capacity.ts";
import type { Rule } from "./rule.ts";
import { sameBirthday } from "./same-birthday.ts";
import { shape } from "./shape.ts";
import { sharedFate } from "./shared-fate.ts";
import { shortSoak } from "./short-soak.ts";
import { silenceLapsed } from "./silence-lapsed.ts";
import { silenceUnused } from "./silence-unused.ts";
import { silenceWithoutReason } from "./silence-without-reason.ts";
import { singleBasket } from "./single-basket.ts";
import { siteOrder } from "./site-order.ts";
import { splitNotDoubled } from "./split-not-doubled.ts";
import { stageJump } from "./stage-jump.ts";
import { stageTakesService } from "./stage-takes-service.ts";
import { staleReplica } from "./stale-replica.ts";
import { staleSnapshot } from "./stale-snapshot.ts";
import { standbyCapacity } from "./standby-capacity.ts";
import { syntax } from "./syntax.ts";
import { targetMismatch } from "./target-mismatch.ts";
import { unknownReference } from "./unknown-reference.ts";
import { unstagedRollout } from "./unstaged-rollout.ts";
import { weakGates } from "./weak-gates.ts";

/** Every rule, in the order of the documentation. */
export const RULES: readonly Rule[] = [
  syntax,
  shape,
  nearName,
  unknownReference,
  duplicateName,
  dependencyCycle,
  targetMismatch,
  movingTarget,
  staleSnapshot,
  singleBasket,
  noRedundancy,
  needsUnknown,
  splitNotDoubled,
  estateBasket,
  keepApartBroken,
  noKeepApart,
  restartCapacity,
  localDisk,
  mixedBuilds,
  circularRecovery,
  consolidation,
  sameBirthday,
  unstagedRollout,
  firstStageTooLarge,
  stageJump,
  shortSoak,
  stageTakesService,
  canaryNotRepresentative,
  canaryHoldsTier1,
  weakGates,
  noHalt,
  noRollback,
  noRetreat,
  endlessHoldback,
  pairTogether,
  siteOrder,
  overlappingRollouts,
  frozen,
  bypassedStages,
  noChecksum,
  blockedEvacuation,
  knownBadBuild,
  knownBadStep,
  expires,
  expiresTogether,
  fuse,
  noClockForward,
  sharedFate,
  diversityLost,
  missingCounterpart,
  drift,
  standbyCapacity,
  staleReplica,
  silenceWithoutReason,
  silenceLapsed,
  silenceUnused,
];
