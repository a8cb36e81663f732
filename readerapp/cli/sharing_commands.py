"""The commands `import`, `sync` and `agreement`.

Each command takes the parsed options and returns the exit code.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.cli.progress import ProgressLine, open_document_with_progress
from readerapp.collaboration.importing.draft import ImportCounts
from readerapp.collaboration.importing.import_plan import (
    Importer,
    ImportFile,
    ImportPlan,
    read_files,
)
from readerapp.collaboration.importing.import_preview import (
    describe_definitions,
    describe_reference,
)
from readerapp.collaboration.importing.import_run import commit_imports
from readerapp.core.errors import ReaderError
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize, sanitize_label
from readerapp.workspace import AppContext, make_context


def import_files(options: Namespace) -> int:
    """Import annotation files of other people and programs into their documents."""
    context = make_context(options.store, options.annotator)
    if problem := context.store.problem:
        raise ReaderError(problem)
    files, faults = _read_files(options.files)
    if faults and options.into and len(options.files) == 1:
        from readerapp.cli.version_commands import import_version

        if import_version(context, options):
            return 0
    line = ProgressLine("Importing")

    def progress(done: float) -> None:
        line.tell(round(100 * done), 100)

    importer = Importer(
        context,
        progress,
        restore=options.restore,
        title=options.title or "",
        keep=options.keep,
    )
    with closing(importer):
        try:
            for file in files:
                into = open_document_with_progress(options.into) if options.into else file.document
                try:
                    importer.add(file, context.open_session(into) if into else None)
                except ReaderError as error:
                    faults.append(error)
        finally:
            line.clear()
        if faults and len(options.files) == 1:
            raise faults[0]
        if not options.dry_run:
            _commit(importer.plans, files, context)
        importer.problems += map(str, faults)
        for sentence in (*importer.notices, *importer.problems):
            print_notice(sentence)
        if importer.plans or not faults or options.json:
            _report(importer, options)
        any_change = any(
            plan.counts.any or plan.definitions or plan.record for plan in importer.plans
        )
        return 1 if faults or (importer.problems and not any_change) else 0


def _read_files(names: Sequence[str]) -> tuple[list[ImportFile], list[ReaderError]]:
    """Return the files that can be read, and the reasons why the others cannot."""
    files: list[ImportFile] = []
    faults: list[ReaderError] = []
    for name in names:
        try:
            files += read_files([Path(name)])
        except ReaderError as error:
            faults.append(error)
    return files, faults


def _commit(plans: list[ImportPlan], files: list[ImportFile], context: AppContext) -> None:
    """Save the planned imports, with a progress line."""
    line = ProgressLine("Saving")
    names = [file.name for file in files]
    for sentence in commit_imports(plans, names, context, line.tell):
        print_notice(sentence)
    line.clear()


def _report(importer: Importer, options: Namespace) -> None:
    """Print the outcome of an import."""
    plans = importer.plans
    if options.json:
        total = ImportCounts()
        for plan in plans:
            total += plan.counts
        outcome = {
            **total.to_dict(),
            "dry_run": options.dry_run,
            "codes": len({tag for plan in plans for tag in plan.definitions}),
            "documents": [plan.to_dict() for plan in plans],
            "notices": importer.notices,
            "problems": importer.problems,
        }
        print_json(outcome)
        return
    if not plans:
        print_result([f"{ImportCounts()}\n"])
    for plan in plans:
        title = f"{sanitize_label(plan.title, 60)}: " if len(plans) > 1 else ""
        said = describe_reference(plan)
        if not said or plan.counts.any:
            said = "; ".join(filter(None, (str(plan.counts), said)))
        print_result([sanitize(f"{title}{said}") + "\n"])
    if definitions := describe_definitions(plans):
        print_result([f"{definitions}\n"])
    in_bin = sum(plan.counts.binned for plan in plans)
    if in_bin:
        print_notice(
            f"{count_noun(in_bin, 'annotation')} skipped because deleted here; "
            "--restore restores from the Bin."
        )
    if options.dry_run:
        print_notice("Dry run: nothing was written. To import, leave out --dry-run.")


def sync_store(options: Namespace) -> int:
    """Sync the store through a git remote; the exit code is 1 if the remote was not reached."""
    from readerapp.collaboration.sync.engine import sync_store

    context = make_context(options.store, options.annotator)
    if problem := context.store.problem:
        raise ReaderError(problem)
    pseudonyms = options.pseudonyms or ""
    result = sync_store(context, options.where or "", pseudonyms=pseudonyms, force=options.force)
    for problem in result.problems:
        print_notice(problem)
    if options.json:
        print_json(result.to_dict())
    elif result.offline:
        raise ReaderError(str(result))
    else:
        print_result([f"{result}\n"])
    return 1 if result.refused or result.offline else 0


def print_agreement(options: Namespace) -> int:
    """Print how far the marks of several people agree."""
    from readerapp.collaboration.agreement.compare import compare_files
    from readerapp.collaboration.agreement.report import report_data, report_lines

    files = read_files([Path(name) for name in options.files])
    text = open_document_with_progress(options.text).text.whole() if options.text else None
    comparison = compare_files(files, text)
    for problem in [*(p for file in files for p in file.batch.problems), *comparison.problems]:
        print_notice(problem)
    if options.json:
        print_json(report_data(comparison))
    else:
        print_result(report_lines(comparison))
    return 0
