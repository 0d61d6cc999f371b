/** Log level of an error when it is answered or stored. */
export type ErrorLevel = 'debug' | 'info' | 'warn' | 'error';

interface Entry {
  status: number;
  title: string;
  level: ErrorLevel;
  /** What the reader can do about it; printed in docs/errors.md. */
  help: string;
}

function entry(status: number, title: string, help: string, level: ErrorLevel = 'info'): Entry {
  return { status, title, help, level };
}

/**
 * Every error Johang can answer or store, by code. A code is never renamed or given another meaning once released.
 * `docs/errors.md` is generated from this table (`johang docs`).
 */
export const catalogue = {
  // requests
  'request.invalid': entry(400, 'The request is not valid', 'See `errors` for the fields that were refused and why.'),
  'request.malformed_json': entry(
    400,
    'The body is not valid JSON',
    'Send well-formed JSON with `Content-Type: application/json`.',
  ),
  'request.unsupported_media_type': entry(
    415,
    'The content type is not supported here',
    'Use the content type that the endpoint documents.',
  ),
  'request.too_large': entry(413, 'The request is too large', 'Send less at once; the limit is in the message.'),
  'request.cursor_invalid': entry(
    400,
    'The cursor is not valid',
    'Use `nextCursor` of the previous page unchanged, with the same filter.',
  ),
  'request.not_found': entry(404, 'There is nothing here', 'Check the path and the method against `/docs`.'),
  'request.idempotency_conflict': entry(
    409,
    'This Idempotency-Key was used for another request',
    'Use a new key for a new request.',
  ),
  'request.idempotency_key_invalid': entry(
    400,
    'The Idempotency-Key is not valid',
    'Send 1 to 255 printable ASCII characters.',
  ),
  // who and what
  'auth.required': entry(401, 'Authentication is required', 'Send `Authorization: Bearer <API key or session token>`.'),
  'auth.invalid': entry(
    401,
    'The credential is not valid',
    'It may have been revoked or have expired; create a new one.',
  ),
  'auth.login_failed': entry(
    401,
    'Workspace, e-mail or password is wrong',
    'All three must match; there is no hint which did not.',
  ),
  'auth.too_many_attempts': entry(429, 'Too many failed attempts', 'Wait for the time in `Retry-After`.', 'warn'),
  'auth.forbidden': entry(403, 'The actor may not do this', 'Ask an admin for the permission named in the message.'),
  'workspace.last_owner': entry(409, 'A workspace keeps at least one owner', 'Make another user owner first.'),
  'user.not_found': entry(404, 'There is no such user', 'Check the id.'),
  'user.exists': entry(409, 'A user with this e-mail exists', 'Change that user instead.'),
  'api_key.not_found': entry(404, 'There is no such API key', 'Check the id.'),
  // documents
  'document.not_found': entry(404, 'There is no such document', 'Check the id; it may have been deleted.'),
  'document.not_ready': entry(409, 'The document is not ready yet', 'Wait until its status is `ready`.'),
  'document.failed': entry(409, 'The document could not be read', 'Its own `error` says why; upload a readable file.'),
  'document.not_protected': entry(
    409,
    'The document does not wait for a password',
    'Only one that failed with `extract.encrypted` or `extract.wrong_password` is tried again with a password.',
  ),
  'document.in_other_series': entry(
    409,
    'The file is a version in another series already',
    'A document is known by its bytes and is in one series; delete it there first, or compare the two as they are.',
  ),
  'document.no_other_version': entry(
    409,
    'There is nothing to compare the document with',
    'It is the first version of its series: name another document in `with`.',
  ),
  'comparison.too_large': entry(
    422,
    'The documents are too large to be compared',
    'Compare parts of them: up to 5 million characters each.',
  ),
  'comparison.timeout': entry(
    422,
    'Comparing the documents took too long',
    'They are too large or too different; compare parts of them.',
    'warn',
  ),
  'attachment.nested_too_deep': entry(
    422,
    'It is nested too deep in other attachments',
    'Save it from its mail and upload it by itself.',
  ),
  'attachment.too_many': entry(
    422,
    'The uploaded document holds more attachments than are taken',
    'Save it from its mail and upload it by itself.',
  ),
  'attachment.circular': entry(
    422,
    'It is the document that it is attached to',
    'There is nothing to do: the document is there.',
  ),
  'upload.no_file': entry(
    400,
    'The upload holds no file',
    'Send multipart/form-data with one or more parts named `file`.',
  ),
  'upload.empty': entry(422, 'The file is empty', 'Upload a file with content.'),
  'upload.too_large': entry(413, 'The file is too large', 'The limit is in the message (`JOHANG_MAX_UPLOAD_BYTES`).'),
  'upload.too_many_files': entry(413, 'Too many files in one upload', 'Send fewer files a request.'),
  'upload.name_invalid': entry(
    422,
    'The file name is not usable',
    'Name the file with at least one visible character.',
  ),
  'upload.interrupted': entry(400, 'The upload ended early', 'Send it again; nothing of it was kept.'),
  'upload.malformed': entry(
    400,
    'The multipart body is not well formed',
    'Use a standard multipart/form-data encoder.',
  ),
  'file.unreadable': entry(404, 'The file cannot be read', 'Check the path and your right to read it.'),
  'storage.full': entry(507, 'There is no room to store the file', 'Free disk space, then upload again.', 'error'),
  'storage.missing': entry(500, 'The stored file is not there', 'Restore the blob store from its backup.', 'error'),
  // extraction
  'format.unsupported': entry(
    422,
    'Files of this format are not read',
    'Convert the file; see the formats in the message.',
  ),
  'format.unknown': entry(
    422,
    'The file is of no format Johang knows',
    'Upload PDF, DOCX, HTML, Markdown or plain text.',
  ),
  'format.mismatch': entry(
    422,
    'The file is not what its name says',
    'Rename it to its real type, or upload the real file.',
  ),
  'extract.encrypted': entry(
    422,
    'The file is protected by a password',
    'Send it to `POST /v1/documents/{id}/password`, or upload the file again with the field `password`.',
  ),
  'extract.wrong_password': entry(
    422,
    'The password does not open the file',
    'Send the right one to `POST /v1/documents/{id}/password`, or upload the file again with it.',
  ),
  'extract.drm': entry(
    422,
    'The file is locked by digital rights management (DRM) or a certificate',
    'Ask the author for an unlocked copy, or save it as PDF with the program that opens it.',
  ),
  'extract.damaged': entry(422, 'The file is damaged', 'Upload an intact copy.'),
  'extract.no_text': entry(
    422,
    'The file has no text layer',
    'Nothing that can be read was found on its pages or in its pictures; upload a version with text, or a clearer scan.',
  ),
  'extract.timeout': entry(
    422,
    'Reading the file took too long',
    'Split the file, or raise `JOHANG_EXTRACT_TIMEOUT_SECONDS`.',
    'warn',
  ),
  'extract.memory': entry(
    422,
    'Reading the file took too much memory',
    'Split the file, or raise `JOHANG_EXTRACT_MEMORY_MB`.',
    'warn',
  ),
  'extract.crashed': entry(422, 'Reading the file failed', 'Report the file; the server goes on.', 'error'),
  // analyses
  'analysis.not_found': entry(404, 'There is no such analysis', 'Check the id.'),
  'analysis.interrupted': entry(500, 'The analysis was interrupted too often', 'Have an admin requeue it.', 'error'),
  'compute.timeout': entry(
    422,
    'Working on the document took too long',
    'It is too large: work on parts of it.',
    'warn',
  ),
  'compute.memory': entry(
    422,
    'Working on the document took too much memory',
    'It is too large: work on parts of it.',
    'warn',
  ),
  'playbook.not_found': entry(404, 'There is no such playbook', 'List the playbooks.'),
  // models
  'model.not_found': entry(404, 'There is no such model', 'List the models; an admin can add one.'),
  'model.exists': entry(409, 'A model of this name exists', 'Choose another name, or remove that model.'),
  'model.unreachable': entry(
    502,
    'The model cannot be reached',
    'Check its base URL and that the server runs.',
    'warn',
  ),
  'model.timeout': entry(
    504,
    'The model did not answer in time',
    "Try again later, or raise the model's timeout.",
    'warn',
  ),
  'model.unavailable': entry(
    503,
    'The model has not answered for a while',
    'It is tried again by itself after a pause; see `Retry-After`, or switch the route to another model.',
    'warn',
  ),
  'model.rate_limited': entry(503, 'The model refuses more requests for now', 'Try again later.', 'warn'),
  'model.unauthorized': entry(502, 'The model refused our key', 'An admin must correct the key.', 'error'),
  'model.rejected': entry(502, 'The model refused the request', "The message holds the provider's reason.", 'warn'),
  'model.failed': entry(502, 'The model failed', 'Try again later.', 'warn'),
  'model.truncated': entry(502, 'The answer of the model ended early', "Raise the model's output limit.", 'warn'),
  'model.empty': entry(
    502,
    'The model answered nothing',
    'Its reasoning may have used up the output limit; raise it.',
    'warn',
  ),
  'model.invalid_output': entry(
    502,
    'The answer of the model is not in the form that was asked for',
    'Try again, or choose a model with structured output.',
    'warn',
  ),
  'model.no_usage': entry(502, 'The model did not say what it used', 'Its server must report `usage`.', 'warn'),
  'model.window_too_small': entry(
    422,
    "The model's window is too small for this task",
    'Choose a model with a larger window.',
  ),
  'dry_run.not_found': entry(404, 'There is no such dry run', 'Check the id.'),
  'dry_run.nothing_to_compare': entry(409, 'No document has been analysed yet', 'Analyse one by another model first.'),
  'route.not_found': entry(404, 'There is no such task', 'The message names those there are.'),
  'switch.gate_failed': entry(
    409,
    'The model does not meet the gate of the switch',
    'Run the suite with it, choose another model, or override with a reason.',
  ),
  'switch.nothing_to_roll_back': entry(409, 'The route was never switched', 'There is nothing to roll back.'),
  'budget.exceeded': entry(
    402,
    'The budget of this month is used up',
    'An admin can raise it; models that cost nothing still answer.',
    'warn',
  ),
  'budget.price_unknown': entry(
    422,
    'The price of the model is not known',
    'With a budget every model needs prices; zero is one.',
    'warn',
  ),
  'budget.not_found': entry(404, 'There is no such budget', 'List the budgets.'),
  'batch.not_found': entry(404, 'There is no such batch', 'List the batches.'),
  'batch.not_offered': entry(
    422,
    'The model has no batch endpoint',
    "An admin can say that it has one (`batch` in the model's settings); or leave the batch out.",
  ),
  'batch.failed': entry(502, 'The batch failed', "The message holds the provider's reason.", 'warn'),
  'batch.expired': entry(502, 'The batch was not answered within its day', 'Ask again, or without a batch.', 'warn'),
  'batch.incomplete': entry(502, 'The batch holds no answer to this request', 'Ask again, or without a batch.', 'warn'),
  'batch.cancelled': entry(409, 'The batch was cancelled', 'Ask again for what is still wanted.'),
  'model.disabled': entry(
    409,
    'The provider of the model is switched off',
    'Switch it on, or route the task elsewhere.',
  ),
  'provider.not_found': entry(404, 'There is no such provider', 'List them with `johang providers list`.'),
  'provider.exists': entry(409, 'A provider of this name exists', 'Change that one, or choose another name.'),
  'provider.changed': entry(
    409,
    'The provider was changed by somebody else',
    'Read it again, and send its `revision` with what you want to change.',
  ),
  'provider.in_use': entry(409, 'The provider has models', 'The message names them; remove or move them first.'),
  'provider.ambiguous': entry(422, 'Several providers have this address', 'Name one with `provider`, or give the key.'),
  'provider.key_needed': entry(
    422,
    'A key does not go to another host by itself',
    'Give `apiKey` with the new address; null for none.',
  ),
  'provider.keys_differ': entry(
    409,
    'Models of the provider have keys of their own that differ',
    'Say with `ownKeys` whether they are replaced or kept.',
  ),
  'catalogue.not_found': entry(404, 'The catalogue has no such entry', 'List it with `johang catalogue list`.'),
  'catalogue.exists': entry(409, 'The catalogue has an entry of this name', 'Edit that one, or choose another name.'),
  'catalogue.changed': entry(
    409,
    'The entry was changed by somebody else',
    'Read it again, and send its `revision` with what you want to change.',
  ),
  'catalogue.invalid': entry(
    422,
    'The catalogue would not hold together',
    'See `errors`: an alias leads to one model, prices are valid one at a time, and what an entry refers to is there.',
  ),
  'catalogue.in_use': entry(409, 'The entry is used', 'The message names by what; change or remove that first.'),
  'catalogue.unknown_model': entry(404, 'The catalogue has no such model', 'List it with `johang models catalogue`.'),
  'catalogue.unknown_effort': entry(422, 'The model cannot be asked to reason so', 'The message names what it knows.'),
  'catalogue.not_callable': entry(422, 'The model cannot be called yet', 'Give what the catalogue does not know.'),
  'exemption.exists': entry(
    409,
    'The provider may be shown personal data already',
    'End that exemption first: DELETE /v1/masking/exemptions/{id}.',
  ),
  'exemption.not_found': entry(404, 'There is no such exemption in force', 'List the exemptions.'),
  'masking.needs_exemption': entry(
    422,
    "Settings turn masking off only for a model of one's own network",
    'Exempt the provider, with a reason: POST /v1/masking/exemptions.',
  ),
  'masking.invalid_pattern': entry(
    422,
    'A masking pattern cannot be used',
    'Regular expressions without look-around and back references (RE2 syntax) are allowed.',
  ),
  'model.url_refused': entry(422, 'The base URL is not allowed', 'Link-local and metadata addresses are never called.'),
  // benchmarks
  'suite.not_found': entry(404, 'There is no such suite', 'List the suites, or import one.'),
  'suite.exists': entry(409, 'A suite of this name holds other data', 'Import it under another name.'),
  'suite.invalid': entry(422, "The suite's data are not valid", 'The message names the file and the line.'),
  'contest.running': entry(
    409,
    'Another process runs the contest',
    'Wait for it to end, or stop the process that the message names; nothing it has done is lost.',
  ),
  'run.not_found': entry(404, 'There is no such run', 'Check the id.'),
  // jobs
  'job.not_found': entry(404, 'There is no such job', 'Check the id.'),
  'job.not_failed': entry(409, 'Only a failed job can be requeued', 'Wait for it to end.'),
  // the house
  'database.unavailable': entry(
    503,
    'The database is not available',
    "Check `DATABASE_URL`, or the data directory's log.",
    'error',
  ),
  'database.locked': entry(
    503,
    'The data directory is in use by another server that does not answer',
    'Stop it, or use another `JOHANG_DATA_DIR`.',
    'error',
  ),
  'config.invalid': entry(
    500,
    'The configuration is not valid',
    'The message names the variable and what it must be.',
    'error',
  ),
  'internal.error': entry(
    500,
    'Something went wrong on our side',
    'Report the `errorId`; the log has the cause.',
    'error',
  ),
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof catalogue;

export const errorCodes = Object.keys(catalogue) as ErrorCode[];
