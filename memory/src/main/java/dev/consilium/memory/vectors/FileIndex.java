package dev.consilium.memory.vectors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiDocValues;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HNSW index in files of the home folder (Lucene), which all processes of the home share: the
 * one that has the lock of the folder writes, the others read what it has committed. The files are
 * mapped, so that they cost little heap, and the system keeps one copy for all.
 */
final class FileIndex implements VectorIndex {
  private static final Logger log = LoggerFactory.getLogger(FileIndex.class);
  private static final String PASSAGE = "passage";
  private static final String PROJECT = "project";
  private static final String VECTOR = "vector";
  private static final String CHECKPOINT = "checkpoint";
  private static final double BUFFER_MB = 32;

  private final Path folder;
  private final FSDirectory directory;
  private @Nullable IndexWriter writer;
  private @Nullable SearcherManager searchers;

  FileIndex(Path folder) {
    this.folder = folder;
    try {
      directory = FSDirectory.open(Files.createDirectories(folder));
    } catch (IOException e) {
      throw new VectorIndexException("The folder " + folder + " cannot be used: " + e, e);
    }
  }

  @Override
  public synchronized OptionalLong feed() {
    try {
      IndexWriter open = writer;
      if (open == null) {
        open = open();
        writer = open;
      }
      for (Map.Entry<String, String> entry : committed(open)) {
        if (entry.getKey().equals(CHECKPOINT)) {
          return OptionalLong.of(Long.parseLong(entry.getValue()));
        }
      }
      return OptionalLong.of(0);
    } catch (LockObtainFailedException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private IndexWriter open() throws IOException {
    try {
      return new IndexWriter(directory, config());
    } catch (LockObtainFailedException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      // Damaged, or written by another version: it is made anew from the rows.
      log.warn("The vector index in {} cannot be read ({}); making it anew", folder, e.toString());
      for (String file : directory.listAll()) {
        if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
          directory.deleteFile(file);
        }
      }
      return new IndexWriter(directory, config());
    }
  }

  private static IndexWriterConfig config() {
    return new IndexWriterConfig().setRAMBufferSizeMB(BUFFER_MB);
  }

  private static Iterable<Map.Entry<String, String>> committed(IndexWriter open) {
    Iterable<Map.Entry<String, String>> data = open.getLiveCommitData();
    return data == null ? List.of() : data;
  }

  private IndexWriter writing() {
    IndexWriter open = writer;
    if (open == null) {
      throw new IllegalStateException("feed() comes first");
    }
    return open;
  }

  @Override
  public synchronized void apply(List<Entry> entries, List<Long> removed, long checkpoint) {
    IndexWriter open = writing();
    try {
      for (Entry entry : entries) {
        Document document = new Document();
        document.add(new StringField(PASSAGE, String.valueOf(entry.passage()), Field.Store.NO));
        document.add(new NumericDocValuesField(PASSAGE, entry.passage()));
        document.add(new StringField(PROJECT, String.valueOf(entry.project()), Field.Store.NO));
        document.add(
            new KnnFloatVectorField(VECTOR, entry.vector(), VectorSimilarityFunction.DOT_PRODUCT));
        open.updateDocument(term(entry.passage()), document);
      }
      for (long passage : removed) {
        open.deleteDocuments(term(passage));
      }
      commit(open, checkpoint);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static Term term(long passage) {
    return new Term(PASSAGE, String.valueOf(passage));
  }

  private void commit(IndexWriter open, long checkpoint) throws IOException {
    open.setLiveCommitData(Map.of(CHECKPOINT, String.valueOf(checkpoint)).entrySet());
    open.commit();
    refresh();
  }

  @Override
  public synchronized void clear() {
    try {
      IndexWriter open = writing();
      open.deleteAll();
      commit(open, 0);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public synchronized void drop() {
    close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // Another process that has yet to change over may write into it; it is only in the way.
      log.info("{} can be deleted", folder);
    }
  }

  @Override
  public synchronized void refresh() {
    try {
      if (searchers == null) {
        if (DirectoryReader.indexExists(directory)) {
          searchers = new SearcherManager(directory, null);
        }
      } else {
        searchers.maybeRefreshBlocking();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private synchronized @Nullable SearcherManager searchers() {
    if (searchers == null) {
      refresh();
    }
    return searchers;
  }

  @Override
  public Map<Long, Double> nearest(float[] query, @Nullable Long project, int count) {
    return withSearcher(
        Map.of(),
        searcher -> {
          Query filter =
              project == null ? null : new TermQuery(new Term(PROJECT, String.valueOf(project)));
          ScoreDoc[] hits =
              searcher.search(new KnnFloatVectorQuery(VECTOR, query, count, filter), count)
                  .scoreDocs;
          // Doc values are read in the order of the documents.
          Arrays.sort(hits, Comparator.comparingInt(hit -> hit.doc));
          NumericDocValues passages =
              MultiDocValues.getNumericValues(searcher.getIndexReader(), PASSAGE);
          Map<Long, Double> nearest = new HashMap<>();
          for (ScoreDoc hit : hits) {
            if (passages != null && passages.advanceExact(hit.doc)) {
              // Lucene's score of a product is (1 + cosine) / 2.
              nearest.put(passages.longValue(), 2.0 * hit.score - 1);
            }
          }
          return nearest;
        });
  }

  @Override
  public long count() {
    return withSearcher(0L, searcher -> (long) searcher.getIndexReader().numDocs());
  }

  private interface Search<T> {
    T in(IndexSearcher searcher) throws IOException;
  }

  private <T> T withSearcher(T none, Search<T> search) {
    SearcherManager manager = searchers();
    if (manager == null) {
      return none;
    }
    try {
      IndexSearcher searcher = manager.acquire();
      try {
        return search.in(searcher);
      } finally {
        manager.release(searcher);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public String describe() {
    return "in files (HNSW) in " + folder;
  }

  private VectorIndexException failed(IOException e) {
    return new VectorIndexException("The vector index in " + folder + " failed: " + e, e);
  }

  @Override
  public synchronized void close() {
    try {
      if (searchers != null) {
        searchers.close();
      }
      if (writer != null) {
        writer.close();
      }
      directory.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
