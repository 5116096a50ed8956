"""The registry for programs: reading alone, without a key, the same for everybody, in English and in codes."""
