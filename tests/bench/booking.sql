-- The statements of one booking, as the domain sends them, with nothing around them: for pgbench.
\set person random(1, 400)
\set mail random(1, 2000000000)
\set minute random(0, 2000000)
BEGIN;
INSERT INTO submissions_submission (form, key, body_hash, result) VALUES ('book', :mail::text || ':' || :minute::text, '\x00', '') ON CONFLICT DO NOTHING RETURNING id;
SELECT c.* FROM counsellors_counsellor c WHERE c.id = (SELECT min(id) FROM counsellors_counsellor) + :person - 1 FOR NO KEY UPDATE;
INSERT INTO citizens_citizen (public_id, email) VALUES (md5(:mail::text || random()::text), 'p' || :mail || '-' || :minute || '@example.org') ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id;
SELECT w.* FROM counsellors_workinghours w WHERE w.counsellor_id = (SELECT min(id) FROM counsellors_counsellor) + :person - 1;
SELECT lower(occupies), upper(occupies) FROM counsellors_conversation WHERE counsellor_id = (SELECT min(id) FROM counsellors_counsellor) + :person - 1 AND status = 'booked' AND occupies && tstzrange('2030-01-01'::timestamptz + :minute * interval '1 minute', '2030-01-02'::timestamptz + :minute * interval '1 minute');
SELECT count(*) FROM counsellors_conversation WHERE counsellor_id = (SELECT min(id) FROM counsellors_counsellor) + :person - 1 AND status = 'booked' AND booked_at > now() - interval '1 hour';
INSERT INTO counsellors_conversation (public_id, status, counsellor_id, centre_id, topic_id, mode, during, occupies, citizen_id, name, email, phone, agenda, needs, interpreter_language, language, page_language, wants_reminder, calendar_uid, sequence) SELECT md5(random()::text), 'booked', (SELECT min(id) FROM counsellors_counsellor) + :person - 1, (SELECT min(id) FROM centres_centre), (SELECT min(id) FROM centres_topic), 'phone', tstzrange(s, s + interval '45 minutes'), tstzrange(s, s + interval '55 minutes'), z.id, 'Amal', z.email, '', '', '{}', '', 'da', 'da', true, md5(random()::text), 0 FROM (SELECT '2030-01-01'::timestamptz + :minute * interval '1 hour' AS s) t, citizens_citizen z WHERE z.email = 'p' || :mail || '-' || :minute || '@example.org' ON CONFLICT DO NOTHING;
INSERT INTO limits_allowance AS a (kind, subject_hash, window_starts_at, used) VALUES ('conversation.booked', decode(md5(:mail::text), 'hex'), date_trunc('hour', now()), 1) ON CONFLICT (kind, subject_hash, window_starts_at) DO UPDATE SET used = a.used + 1 RETURNING used;
INSERT INTO audit_change (action, actor_kind, subject, facts) VALUES ('conversation.booked', 'citizen', 'conversation:' || :mail, '{}');
INSERT INTO outbox_notice (kind, channel, recipient, language, payload, effect_key, subject, state, due_at, attempts, last_error) VALUES ('conversation_booked', 'mail', 'x@example.org', 'da', '{}', 'bare:' || :mail || ':' || :minute || ':' || random(), 'conversation', 'queued', now(), 0, '');
END;
