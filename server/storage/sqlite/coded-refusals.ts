/**
 * Why a source did not take something was a text; now it is a code, and what the source said (`contract/rules/refusals.ts`). Texts of
 * ours become their codes. Whose words the others are is not known, so they stay as said.
 */
export const REFUSALS_AS_CODES = `
UPDATE notifications
SET upstream = json_set(upstream, '$.reason', CASE
  WHEN reason = 'Its address for replies is not valid.'
    THEN json_object('code', 'address', 'params', json('{}'), 'said', NULL)
  WHEN reason = 'What was sent to this computer itself has no channel to answer in.'
    THEN json_object('code', 'no_channels', 'params', json('{}'), 'said', NULL)
  WHEN reason = 'It belongs into a channel in which this source cannot speak.' AND json_type(reply, '$.channel') = 'text'
    THEN json_object('code', 'channel', 'params', json_object('channel', json_extract(reply, '$.channel')), 'said', NULL)
  WHEN reason GLOB 'HTTP [1-5][0-9][0-9]'
    THEN json_object('code', 'answered', 'params', json_object('status', CAST(substr(reason, 6) AS INTEGER)), 'said', NULL)
  ELSE json_object('code', 'words', 'params', json('{}'), 'said', reason) END)
FROM (SELECT id AS refused, json_extract(upstream, '$.reason') AS reason FROM notifications
  WHERE json_valid(upstream) AND json_type(upstream, '$.reason') = 'text')
WHERE id = refused;
`;
