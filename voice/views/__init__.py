"""Pages of surveys and words: ``asking`` for those who ask and read results, ``hearing`` for words, ``public`` for whoever has a link."""
