"""All the parts that a vault is watched with, made for one configuration. Not a writer's session."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.vault_recorder import VaultRecorder
from milestoned.vault.catalog import Catalog
from milestoned.vault.file_sink import FileSink
from milestoned.vault.updater import Updater
from milestoned.watch.debounce import Debouncer
from milestoned.watch.pending import PendingDeletions, PendingIndexUpdates
from milestoned.watch.record_queue import RecordQueue
from milestoned.watch.status_files import StatusFiles
from milestoned.watch.write_policy import WritePolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    from milestoned.vault.vault import Vault
    from milestoned.watch.reporter import Log, WatchedVault

# Seconds. How long to go on looking after files displaced by an exchange when a session ends.
_CLOSE_WITHIN = 0.3
# How long to write lines of the journal that wait.
_LINES_WITHIN = 0.3
# How long to wait for the author's hooks: one that runs on is left to itself.
_HOOKS_WITHIN = 0.3


@dataclass(frozen=True, slots=True)
class Session:
    """The parts that one vault is watched with. When its configuration changes, another session takes their place."""

    vault: Vault
    names: Callable[[str], bool]
    policy: WritePolicy
    deletions: PendingDeletions
    catalog: Catalog
    index_updates: PendingIndexUpdates
    sink: FileSink
    updater: Updater
    debouncer: Debouncer
    recorder: VaultRecorder
    record_queue: RecordQueue
    status: StatusFiles

    @classmethod
    def begin(cls, watched: WatchedVault, log: Log, out_of_time: Callable[[], bool]) -> Session:
        """Make the parts for a vault's configuration. No note is read yet."""
        vault = watched.vault
        policy = WritePolicy(vault)
        deletions = PendingDeletions(shared=policy.shared)
        catalog = Catalog(vault)
        sink = FileSink(vault, policy.hold_for_write)
        recorder = VaultRecorder(catalog, log.say)
        return cls(
            vault,
            watched.names,
            policy,
            deletions,
            catalog,
            PendingIndexUpdates(catalog, policy, deletions, watched.names),
            sink,
            Updater(catalog, sink),
            Debouncer(policy.settle, vault.config.settle_latest),
            recorder,
            RecordQueue(recorder, policy, out_of_time),
            StatusFiles(vault.root),
        )

    def end(self) -> list[str]:
        """Save the cache, write the lines that wait, close all files: in about a second. Return lines for the log."""
        self.catalog.save()
        messages = self.sink.writer.close(_CLOSE_WITHIN)
        self.recorder.stop(_LINES_WITHIN)
        self.recorder.close(_HOOKS_WITHIN)
        self.policy.close()
        self.status.remove()
        return messages
