/** Every planted mistake by its name. */
import { approvesAnyHash } from './approves-any-hash';
import { archivesTooEarly } from './archives-too-early';
import { closesBeforeItLooksAgain } from './closes-before-it-looks-again';
import { countsRetentionFromTheEffectiveDate } from './counts-retention-from-the-effective-date';
import { delegatesBeyondTheDelegator } from './delegates-beyond-the-delegator';
import { deletesWithoutApproval } from './deletes-without-approval';
import { doesNotPauseADelegation } from './does-not-pause-a-delegation';
import { doesNotWakeAtABoundary } from './does-not-wake-at-a-boundary';
import { forgetsTheAnnulment } from './forgets-the-annulment';
import { forgetsTheSecondJustification } from './forgets-the-second-justification';
import { forgetsWhoElseIsConcerned } from './forgets-who-else-is-concerned';
import { givesASecondeeBoth } from './gives-a-secondee-both';
import { givesUpARefusedDisable } from './gives-up-a-refused-disable';
import { ignoresASuspension } from './ignores-a-suspension';
import { ignoresTheBrake } from './ignores-the-brake';
import { ignoresTheLease } from './ignores-the-lease';
import { livesInAnotherTimeZone } from './lives-in-another-time-zone';
import { neverEndsAnException } from './never-ends-an-exception';
import { opensMailBeforeTheDirectory } from './opens-mail-before-the-directory';
import { readsAnEmptyPageAsTheEnd } from './reads-an-empty-page-as-the-end';
import { reusesAName } from './reuses-a-name';
import { skipsTheReadBack } from './skips-the-read-back';
import { tellsNoOutcomeAfterACrash } from './tells-no-outcome-after-a-crash';
import { trustsTheEvent } from './trusts-the-event';
import { writesWhatIsNotOurs } from './writes-what-is-not-ours';
import type { Mistake } from '../mistake';

export const MISTAKES: Readonly<Record<string, Mistake>> = {
  'approves-any-hash': approvesAnyHash,
  'archives-too-early': archivesTooEarly,
  'closes-before-it-looks-again': closesBeforeItLooksAgain,
  'counts-retention-from-the-effective-date': countsRetentionFromTheEffectiveDate,
  'delegates-beyond-the-delegator': delegatesBeyondTheDelegator,
  'deletes-without-approval': deletesWithoutApproval,
  'does-not-pause-a-delegation': doesNotPauseADelegation,
  'does-not-wake-at-a-boundary': doesNotWakeAtABoundary,
  'forgets-the-annulment': forgetsTheAnnulment,
  'forgets-the-second-justification': forgetsTheSecondJustification,
  'forgets-who-else-is-concerned': forgetsWhoElseIsConcerned,
  'gives-a-secondee-both': givesASecondeeBoth,
  'gives-up-a-refused-disable': givesUpARefusedDisable,
  'ignores-a-suspension': ignoresASuspension,
  'ignores-the-brake': ignoresTheBrake,
  'ignores-the-lease': ignoresTheLease,
  'lives-in-another-time-zone': livesInAnotherTimeZone,
  'never-ends-an-exception': neverEndsAnException,
  'opens-mail-before-the-directory': opensMailBeforeTheDirectory,
  'reads-an-empty-page-as-the-end': readsAnEmptyPageAsTheEnd,
  'reuses-a-name': reusesAName,
  'skips-the-read-back': skipsTheReadBack,
  'tells-no-outcome-after-a-crash': tellsNoOutcomeAfterACrash,
  'trusts-the-event': trustsTheEvent,
  'writes-what-is-not-ours': writesWhatIsNotOurs,
};
