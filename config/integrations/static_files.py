"""Static files under names that change with their content, compressed ahead, cached for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """A script that imports another one names it as it is stored."""

    support_js_module_import_aggregation = True
